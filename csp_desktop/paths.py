"""Where things are: what the program ships, what it keeps for its user, and where plans belong."""

import os
import re
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from tempfile import TemporaryFile

HOME_VARIABLE = "CSP_DESKTOP_HOME"
"""Set to a folder, it takes the place of the user's own folders: a trial, a test, a stick."""

BUNDLE, PORTABLE = "bundle.json", "portable.txt"
"""What marks the folder of a built program, and a copy of it that keeps its settings beside it."""

_PACKAGE = Path(__file__).resolve().parent


def resources() -> Path:
    """Return the folder of icons, fonts, theme and report templates; never written to."""
    return _shipped("resources")


def data() -> Path:
    """Return the folder of the shipped plan and sample returns; never written to."""
    return _shipped("data")


def user_data() -> Path:
    """Return the folder for the program's own files about this user; it may not exist yet."""
    if not os.environ.get(HOME_VARIABLE):
        beside = _beside_the_program(Path(sys.executable))
        if beside and _can_be_written(beside):
            return beside
    return _user_data(sys.platform, os.environ, Path.home)


def why_not_beside() -> str:
    """Why a copy that should keep its settings beside it does not, '' where it does or need not."""
    beside = None if os.environ.get(HOME_VARIABLE) else _beside_the_program(Path(sys.executable))
    if beside is None or _can_be_written(beside):
        return ""
    return (
        f"The folder {beside} cannot be written to, so this portable copy keeps its settings in "
        f"{user_data()} on this computer."
    )


def documents() -> Path:
    """Return the folder in which to offer to save a plan: the user's documents, or their home."""
    return _documents(sys.platform, os.environ, Path.home)


def key_of(path: Path | str) -> str:
    """One text for all spellings of a path that lead to one file on this system."""
    return os.path.normcase(Path(path).absolute())


def _beside_the_program(executable: Path) -> Path | None:
    """The folder in which a portable copy keeps its settings; None where this is none.

    What is built for people has the launcher, `bundle.json` and the folder of Python beside each
    other. With a file `portable.txt` there as well, nothing is left on the computer it runs on.
    """
    root = executable.parent.parent
    marked = (root / BUNDLE).is_file() and (root / PORTABLE).is_file()
    return root / "settings" if marked else None


@cache
def _can_be_written(folder: Path) -> bool:
    """Whether a file can be put into a folder, tried once in a run: it must not change midway."""
    # Tried and not asked for: on Windows and on shares, rights do not tell.
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def _shipped(name: str) -> Path:
    """Return a shipped folder: inside an installed package, beside it in a checkout."""
    inside = _PACKAGE / name
    return inside if inside.is_dir() else _PACKAGE.parent / name


def _user_data(platform: str, environment: Mapping[str, str], home: Callable[[], Path]) -> Path:
    if own := environment.get(HOME_VARIABLE):
        return Path(own)
    if platform == "win32":
        local = environment.get("LOCALAPPDATA")
        return (Path(local) if local else home() / "AppData" / "Local") / "CSP Desktop"
    if platform == "darwin":
        return home() / "Library" / "Application Support" / "CSP Desktop"
    shared = Path(environment.get("XDG_DATA_HOME", ""))
    # The XDG specification has a relative path ignored.
    base = shared if shared.is_absolute() else home() / ".local" / "share"
    return base / "csp-desktop"


def _documents(platform: str, environment: Mapping[str, str], home: Callable[[], Path]) -> Path:
    if own := environment.get(HOME_VARIABLE):
        return Path(own) / "Documents"
    named = _windows_documents() if platform == "win32" else _xdg_documents(environment, home)
    found = named or home() / "Documents"
    return found if found.is_dir() else home()


def _windows_documents() -> Path | None:
    """Return the documents folder as Windows has it, which OneDrive may have moved."""
    named = None
    if sys.platform == "win32":
        import winreg

        folders = r"Software\Microsoft\Windows\CurrentVersion\Explorer\User Shell Folders"
        with suppress(OSError), winreg.OpenKey(winreg.HKEY_CURRENT_USER, folders) as key:
            named = Path(os.path.expandvars(str(winreg.QueryValueEx(key, "Personal")[0])))
    return named


def _xdg_documents(environment: Mapping[str, str], home: Callable[[], Path]) -> Path | None:
    """Return the documents folder that a desktop has named in user-dirs.dirs, if it has."""
    config = Path(environment.get("XDG_CONFIG_HOME") or home() / ".config")
    try:
        lines = (config / "user-dirs.dirs").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None
    named = re.search(r'^XDG_DOCUMENTS_DIR="(.+)"$', lines, re.MULTILINE)
    return Path(named[1].replace("$HOME", str(home()))) if named else None
