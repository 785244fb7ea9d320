"""Fill what Wine lacks of Windows, in a copy of the bundle: the bundle itself stays as it ships."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pefile

HERE = Path(__file__).resolve().parent
_COMPILER = "x86_64-w64-mingw32-gcc"
_RUNTIME = b"api-ms-win-crt-math-l1-1-0.dll"
_STAND_IN = b"csp-stands-in-for-crt-math.dll"
assert len(_RUNTIME) == len(_STAND_IN)  # noqa: S101 - one takes the other's place in a file


def there() -> bool:
    """Whether the compiler for what is filled in is there."""
    return shutil.which(_COMPILER) is not None


def copy_and_fill(bundle: Path, copy: Path) -> Path:
    """Make a copy of a bundle, of links, that also runs under Wine; return it."""
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(bundle, copy, copy_function=os.link)
    fill(copy)
    return copy


def fill(folder: Path) -> None:
    """Add what Wine lacks to a folder of the program, wherever it was installed."""
    python = folder / "python"
    _library(python / "icuuc.dll", HERE / "wine" / "icuuc.c")
    _library(python / "bcryptprimitives.dll", HERE / "wine" / "bcryptprimitives.c")
    lacking = [each for each in folder.rglob("*.pyd") if _RUNTIME in each.read_bytes()]
    lacking = [each for each in lacking if b"crealf" in each.read_bytes()]
    names = sorted({name for each in lacking for name in _imported(each)})
    _library(python / _STAND_IN.decode(), HERE / "wine" / "complex.c", names)
    for each in lacking:
        changed = each.read_bytes().replace(_RUNTIME, _STAND_IN)
        each.unlink()  # it may be a link: written to, it would change the bundle
        each.write_bytes(changed)


def _imported(file: Path) -> list[str]:
    """The names that a module takes from the C runtime's mathematics."""
    with pefile.PE(str(file), fast_load=True) as image:
        image.parse_data_directories([pefile.DIRECTORY_ENTRY["IMAGE_DIRECTORY_ENTRY_IMPORT"]])
        return [
            each.name.decode()
            for entry in image.DIRECTORY_ENTRY_IMPORT
            if entry.dll == _RUNTIME
            for each in entry.imports
        ]


def _library(path: Path, source: Path, names: Sequence[str] = ()) -> None:
    """Compile a library, which hands on to the C runtime what `names` has and it has not."""
    own = source.read_text(encoding="utf-8")
    exported = [f"  {name} = ucrtbase.{name}" for name in names if f" {name}(" not in own]
    definition = path.with_suffix(".def")
    definition.write_text("\n".join(["EXPORTS", *exported, ""]), encoding="utf-8")
    command = [_COMPILER, "-shared", "-nostdlib", "-Wl,--entry=0", "-fno-builtin", "-O1"]
    command += ["-o", str(path), str(source), *([str(definition)] if exported else [])]
    subprocess.run([*command, "-ladvapi32"], check=True)
    definition.unlink()
