"""What of the packages the program can load: the rest is left out of a bundle.

A package's folder stays if an import leads from the program to one of its modules. A compiled
module stays if an import or another compiled module names it, a library if one that stays is
linked to it. So nothing here lists what may go; a bundle that lacks something fails its trial.
"""

from __future__ import annotations

import ast
import os
import re
import subprocess
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path, PurePosixPath

import pefile

_FOR_DEVELOPERS = {".pyi", ".pyx", ".pxd", ".h", ".hpp", ".lib", ".a", ".c", ".cpp", ".pc"}
_FOR_DEVELOPERS |= {".cmake", ".qml", ".qmltypes", ".typed", ".exe", ".pdb"}
_MODULE_SUFFIXES = {".pyd", ".so"}
_PLUGINS = re.compile(
    r"plugins/(platforms/(qwindows|libqxcb|libqoffscreen)|iconengines/(lib)?qsvgicon|"
    r"imageformats/(lib)?q(svg|ico)|platformthemes/libqxdg.+|platforminputcontexts/libcompose.+)\.(dll|so)"
)


@dataclass(frozen=True)
class Modules:
    """The modules that lie in a folder of packages, by their dotted names."""

    folder: Path
    files: dict[str, Path] = field(default_factory=dict)

    @classmethod
    def of(cls, folder: Path) -> Modules:
        """Find every module in a folder, Python or compiled."""
        found = cls(folder)
        for file in sorted(folder.rglob("*")):
            if file.suffix in {".py", *_MODULE_SUFFIXES}:
                place = file.relative_to(folder)
                parts = [*place.parent.parts, place.name.split(".")[0]]
                name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
                # A compiled module is what Python loads where both are there.
                if file.suffix != ".py" or name not in found.files:
                    found.files[name] = file
        return found

    def reached(self, roots: Iterable[str]) -> set[str]:
        """The modules that imports lead to, also those that happen inside functions."""
        seen: set[str] = set()
        waiting = [*roots]
        while waiting:
            name = waiting.pop()
            if name in seen or name not in self.files:
                continue
            seen.add(name)
            waiting += self._parents(name)
            waiting += self._named_by(name)
        return seen

    def _parents(self, name: str) -> Iterator[str]:
        while "." in name:
            name = name.rpartition(".")[0]
            yield name

    def _named_by(self, name: str) -> Iterator[str]:
        file = self.files[name]
        if file.suffix != ".py":
            yield from self._named_in_compiled(file)
            return
        package = name if file.name == "__init__.py" else name.rpartition(".")[0]
        try:
            tree = ast.parse(file.read_bytes())
        except SyntaxError:
            # It is written for the Python in the bundle, which is newer than the one that builds.
            yield from (each for each in self.files if each.rpartition(".")[0] == package)
            return
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                yield from (each.name for each in node.names)
            elif isinstance(node, ast.ImportFrom):
                base = _absolute(package, node)
                yield base
                yield from (f"{base}.{each.name}" for each in node.names)
            elif isinstance(node, ast.Call):
                yield from self._named_by_call(node)

    def _named_by_call(self, node: ast.Call) -> Iterator[str]:
        """What import_module('x.y') leads to; of f'{library}.y', each module that is called y."""
        function = ast.unparse(node.func).rpartition(".")[2]
        if function in {"import_module", "__import__"} and node.args:
            given = node.args[0]
            parts = given.values if isinstance(given, ast.JoinedStr) else [given]
            if isinstance(parts[-1], ast.Constant) and isinstance(parts[-1].value, str):
                end = parts[-1].value
                yield from (each for each in self.files if each == end or each.endswith(end))

    def _named_in_compiled(self, file: Path) -> Iterator[str]:
        # What a compiled module imports is a word in it: cryptography's names _cffi_backend.
        content = file.read_bytes()
        near = file.relative_to(self.folder).parts[0]
        for name, other in self.files.items():
            # A short word may be any package's name by chance.
            likely = name.startswith(f"{near}.") or other.suffix != ".py"
            if likely and _has_word(content, name.encode()):
                yield name


def _has_word(content: bytes, word: bytes) -> bool:
    # The quick look first: these files have up to 80 million bytes.
    return word in content and bool(re.search(rb"(?<![\w.])" + word + rb"(?![\w.])", content))


def _absolute(package: str, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    base = package.split(".")
    base = base[: len(base) - node.level + 1]
    return ".".join([*base, node.module] if node.module else base)


LOADED = re.compile(r"=> (/.+) \(0x")
"""A library in what the system's loader says that it would load."""

Linked = Callable[[Path, Path], Iterable[Path]]
"""The libraries in a folder that a compiled file in it is linked to, as paths inside the folder."""


def needed(folder: Path, roots: Iterable[str], linked: Linked) -> set[Path]:
    """The files of a folder of unpacked wheels that stay, as paths inside it.

    `roots` are the modules that the program starts with.
    """
    modules = Modules.of(folder)
    reached = {modules.files[name].relative_to(folder) for name in modules.reached(roots)}
    folders = {each.parent for each in reached}
    homes = {each.relative_to(folder).parent for each in folder.rglob("*.py")}
    staying = {
        file.relative_to(folder)
        for file in folder.rglob("*")
        if file.is_file() and _stays(file.relative_to(folder), reached, folders, homes)
    }
    waiting = [each for each in staying if is_compiled(each)]
    while waiting:
        new = set(linked(folder, waiting.pop())) - staying
        staying |= new
        waiting += new
    return staying


def _stays(file: Path, reached: set[Path], folders: set[Path], homes: set[Path]) -> bool:
    if is_compiled(file):
        return file in reached or _PLUGINS.search(PurePosixPath(file).as_posix()) is not None
    if file.parts[0].endswith(".dist-info"):
        return True
    if file.suffix in _FOR_DEVELOPERS:
        return False
    if file.suffix == ".py" or len(file.parts) == 1:
        return file in reached or (len(file.parts) > 1 and file.parent in folders)
    # Data lies beside the module that reads it, or in a folder below it that has no modules.
    home = next((each for each in file.parents if each in homes), None)
    return file.parts[0] != "PySide6" and home in folders


def is_compiled(file: Path) -> bool:
    """Whether it is a compiled module or a library, of Windows or Linux."""
    return file.suffix in {*_MODULE_SUFFIXES, ".dll"} or ".so." in file.name


def linked_on_windows(folder: Path, file: Path) -> Iterator[Path]:
    """The libraries by name, and of those of one name the one in the package of `file`."""
    for name in linked_to(folder / file):
        found = [each.relative_to(folder) for each in _libraries(folder).get(name.lower(), ())]
        # Several packages bring the same runtime.
        own = [each for each in found if _package(each) == _package(file)]
        yield from own or found[:1]


def linked_on_linux(folder: Path, file: Path) -> Iterator[Path]:
    """The libraries as this system's loader finds them."""
    asked = subprocess.run(["ldd", str(folder / file)], check=False, capture_output=True, text=True)
    for path in LOADED.findall(asked.stdout):
        found = Path(os.path.normpath(path))
        if found.is_relative_to(folder):
            yield found.relative_to(folder)


@cache
def _libraries(folder: Path) -> dict[str, list[Path]]:
    found: dict[str, list[Path]] = {}
    for file in sorted(folder.rglob("*.dll")):
        found.setdefault(file.name.lower(), []).append(file)
    return found


def _package(file: Path) -> str:
    return file.parts[0].split(".")[0]


def linked_to(file: Path) -> list[str]:
    """The names of the libraries that a compiled Windows file loads when it is loaded."""
    with pefile.PE(str(file), fast_load=True) as image:
        kinds = ("IMAGE_DIRECTORY_ENTRY_IMPORT", "IMAGE_DIRECTORY_ENTRY_DELAY_IMPORT")
        image.parse_data_directories([pefile.DIRECTORY_ENTRY[kind] for kind in kinds])
        entries = [
            *getattr(image, "DIRECTORY_ENTRY_IMPORT", ()),
            *getattr(image, "DIRECTORY_ENTRY_DELAY_IMPORT", ()),
        ]
        return [entry.dll.decode() for entry in entries]
