"""Make the program for Linux, on Linux: a folder with a Python of its own, and a tar of it.

    dist/linux/csp-desktop/                             the folder; csp-desktop in it starts it
    dist/linux/csp-desktop-VERSION-linux-x86_64.tar.xz  the same, packed

It runs on systems with this one's C library or a newer one. It needs patchelf.
"""

from __future__ import annotations

import json
import math
import os
import platform
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
from pathlib import Path

from bundle import needed, packages, papers

ROOT = packages.ROOT
OUT = ROOT / "dist" / "linux"
TARGET = "csp-desktop"
VERSION = f"{sys.version_info.major}.{sys.version_info.minor}"
LIBRARY = Path("python") / "lib" / f"python{VERSION}"
MODULES = LIBRARY / "site-packages"
QT = MODULES / "PySide6" / "Qt" / "lib"

_UNUSED = shutil.ignore_patterns(
    *("site-packages", "test", "tests", "idlelib", "tkinter", "turtledemo", "ensurepip", "lib2to3"),
    *("config-*", "pydoc_data", "__pycache__", "_test*", "_ssl.*", "_hashlib.*", "_tkinter.*"),
    # What only a prompt, or a database that nobody here has, needs.
    *("readline.*", "_curses*", "nis.*", "_gdbm*", "_dbm*", "_crypt*"),
)
# The C library and what speaks to the screen, its driver and the desktop: the system's own.
_OF_THE_SYSTEM = re.compile(
    r"ld-linux.*|lib(c|m|dl|rt|pthread|util|resolv|gcc_s|stdc\+\+|GL|EGL|GLX|GLdispatch|OpenGL|X11|"
    r"X11-xcb|Xau|Xdmcp|xcb|fontconfig|freetype|glib-2\.0|gthread-2\.0|gio-2\.0|gobject-2\.0|"
    r"dbus-1|systemd|z|expat|png16|selinux|mount|blkid|udev)\.so.*"
)
_START = f"""#!/bin/sh
# Opens the window, or carries out a command: csp-desktop --help lists them.
here=$(dirname "$(readlink -f "$0")")
exec "$here/python/bin/python{VERSION}" -I -m csp_desktop "$@"
"""


def main() -> int:
    """Build everything, and print the sizes."""
    version = packages.version()
    folder = make_folder(version)
    packed = write_tar(folder, OUT / f"csp-desktop-{version}-linux-{platform.machine()}.tar.xz")
    packages.print_sizes(dict.fromkeys((folder, packed), math.inf))
    return 0


def has_patchelf() -> bool:
    """Whether this system has what ties the program to the libraries beside it."""
    return shutil.which("patchelf") is not None


def make_folder(version: str) -> Path:
    """Make the folder that runs: this Python, the program, its packages and papers."""
    folder = OUT / TARGET
    shutil.rmtree(OUT, ignore_errors=True)
    _put_python(folder)
    packages.install(folder / MODULES, "", VERSION)
    shutil.unpack_archive(packages.program_wheel(OUT), folder / MODULES, "zip")
    packages.trim(folder / MODULES, needed.linked_on_linux)
    _put_libraries(folder)
    python = {"name": "Python", "version": platform.python_version(), "licence": "PSF-2.0"}
    papers.write(folder / MODULES, folder, version, [python])
    shutil.copyfile(ROOT / "LICENSE", folder / "LICENSE.txt")
    start = folder / "csp-desktop"
    start.write_text(_START, encoding="utf-8")
    start.chmod(0o755)
    command = [str(interpreter(folder)), "-I", "-m", "compileall", "-q"]
    command += ["--invalidation-mode", "unchecked-hash", str(folder / LIBRARY)]
    subprocess.run(command, check=False)
    about = {"name": "CSP Desktop", "version": version, "python": VERSION, "system": "linux"}
    (folder / "bundle.json").write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")
    packages.date(folder)
    return folder


def write_tar(folder: Path, path: Path) -> Path:
    """Pack the folder; the same files give the same bytes."""
    with tarfile.open(path, "w:xz", preset=6) as archive:
        for file in [folder, *sorted(folder.rglob("*"))]:
            about = archive.gettarinfo(file, file.relative_to(folder.parent).as_posix())
            about.uid = about.gid = 0
            about.uname = about.gname = ""
            if about.isreg():
                with file.open("rb") as content:
                    archive.addfile(about, content)
            else:
                archive.addfile(about)
    return path


def _put_python(folder: Path) -> None:
    """Copy this interpreter and its library: it finds the library by its own place."""
    binary = interpreter(folder)
    binary.parent.mkdir(parents=True)
    real = Path(getattr(sys, "_base_executable", sys.executable)).resolve()
    shutil.copy(real, binary)
    shutil.copytree(sysconfig.get_path("stdlib"), folder / LIBRARY, ignore=_UNUSED)
    beside = Path(sysconfig.get_config_var("DESTSHARED"))
    if beside.is_dir():
        to = folder / LIBRARY / "lib-dynload"
        shutil.copytree(beside, to, ignore=_UNUSED, dirs_exist_ok=True)


def interpreter(folder: Path) -> Path:
    """The Python of the folder that ships."""
    return folder / "python" / "bin" / f"python{VERSION}"


def _put_libraries(folder: Path) -> None:
    """Put beside it what it is linked to and not every desktop has, and tie it to that."""
    here = folder / QT
    compiled = [each for each in folder.rglob("*") if needed.is_compiled(each)]
    for path in sorted(
        {each for file in [interpreter(folder), *compiled] for each in _linked(file)}
    ):
        if not path.is_relative_to(folder) and not _OF_THE_SYSTEM.fullmatch(path.name):
            shutil.copy(path, here / path.name)
    # The loader looks there for what the program itself needs and for all that is loaded later.
    places = [
        os.path.relpath(each, interpreter(folder).parent) for each in (here, folder / LIBRARY)
    ]
    ties = ":".join(f"$ORIGIN/{each}" for each in places)
    tie = ["patchelf", "--force-rpath", "--set-rpath", ties, str(interpreter(folder))]
    subprocess.run(tie, check=True)


def _linked(file: Path) -> list[Path]:
    asked = subprocess.run(["ldd", str(file)], check=False, capture_output=True, text=True)
    return [Path(os.path.normpath(each)) for each in needed.LOADED.findall(asked.stdout)]


if __name__ == "__main__":
    sys.exit(main())
