"""Folders in which a plan's lock cannot be relied on: synchronised ones, and those of a network."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePath, PureWindowsPath

_SYNCED = ("onedrive", "dropbox", "google drive", "sharepoint", "icloud")
_VARIABLES = ("OneDrive", "OneDriveCommercial", "OneDriveConsumer")
_ADVICE = "make a working copy in a folder of this computer, and merge it back"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a system tells of its folders: those that are synchronised, and which lie elsewhere."""

    synced: tuple[PurePath, ...]
    on_network: Callable[[PurePath], bool]


def where_it_lies(path: Path) -> str | None:
    """A sentence where the file lies in a synchronised folder or on a network share, else None."""
    return said_of(path.absolute(), surroundings())


def folder_for_a_plan(documents: Path, home: Path, name: str) -> Path:
    """Where the program puts a plan called `name` by itself: a folder of this computer.

    That is the documents folder, unless it is shared and the plan is not there yet.
    """
    around = surroundings()
    own = home / "CSP Desktop"
    if (documents / name).exists() or said_of(documents / name, around) is None:
        return documents
    return own if said_of(own / name, around) is None else documents


def said_of(path: PurePath, around: Surroundings) -> str | None:
    """As `where_it_lies`, for an absolute path in these surroundings."""
    named = any(part.lower().startswith(_SYNCED) for part in path.parts)
    if named or any(path.is_relative_to(each) for each in around.synced):
        return (
            f"{path.name} lies in a synchronised folder, where two programs may write it: "
            f"{_ADVICE}."
        )
    if around.on_network(path):
        return f"{path.name} lies on a network share, where locks cannot be relied on: {_ADVICE}."
    return None


def surroundings() -> Surroundings:
    """What this system tells of its folders."""
    if sys.platform == "win32":
        folders = [*variables_of_onedrive(os.environ), *_registered()]
        return Surroundings(
            tuple(map(PureWindowsPath, folders)), lambda path: on_a_share(path, _drive_type)
        )
    else:  # noqa: RET505 - the branch that is not for this system is not looked at
        return Surroundings((), lambda path: _on_a_mount(path, _mounts()))


def variables_of_onedrive(environment: Mapping[str, str]) -> list[str]:
    """The folders that OneDrive says it synchronises by its variables."""
    return [found for name in _VARIABLES if (found := environment.get(name))]


_REMOTE = 4
"""What GetDriveType answers for a drive that is a share with a letter."""


def on_a_share(path: PurePath, drive_type: Callable[[str], int]) -> bool:
    r"""True for a path of Windows on a share: \\server\share, also behind '\\?\', or a letter."""
    drive = path.drive.replace("/", "\\")
    if drive.startswith(("\\\\?\\", "\\\\.\\")):
        drive = drive[4:]
        if drive.upper().startswith("UNC\\"):
            return True
    if drive.startswith("\\\\"):
        return True
    return drive[1:2] == ":" and drive_type(f"{drive[:2]}\\") == _REMOTE


def _drive_type(root: str) -> int:
    if sys.platform == "win32":
        import ctypes

        return int(ctypes.windll.kernel32.GetDriveTypeW(root))
    else:  # noqa: RET505
        raise NotImplementedError(root)


def _registered() -> list[str]:
    """The folders, of SharePoint's libraries too, that the registry says are synchronised."""
    found: list[str] = []
    if sys.platform == "win32":
        import winreg

        def keys(place: str) -> list[str]:
            with suppress(OSError), winreg.OpenKey(winreg.HKEY_CURRENT_USER, place) as key:
                count = winreg.QueryInfoKey(key)[0]
                return [f"{place}\\{winreg.EnumKey(key, number)}" for number in range(count)]
            return []

        providers = keys(r"Software\SyncEngines\Providers")
        mounts = [(each, "MountPoint") for provider in providers for each in keys(provider)]
        accounts = [(each, "UserFolder") for each in keys(r"Software\Microsoft\OneDrive\Accounts")]
        for place, value in (*mounts, *accounts):
            with suppress(OSError), winreg.OpenKey(winreg.HKEY_CURRENT_USER, place) as key:
                found.append(str(winreg.QueryValueEx(key, value)[0]))
    return [each for each in found if each]


def _mounts() -> str:
    try:
        return Path("/proc/mounts").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _on_a_mount(path: PurePath, mounts: str) -> bool:
    lies = path.as_posix()
    # The longest mount point that the path begins with is the one that it lies on.
    best = ("", "")
    for line in mounts.splitlines():
        _, mount, kind, *_ = line.split(" ")
        mount = mount.replace("\\040", " ")
        if (lies + "/").startswith(mount.rstrip("/") + "/") and len(mount) > len(best[0]):
            best = (mount, kind)
    network = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs"}
    return lies.startswith("//") or best[1] in network
