"""What of the packages the program can load: the rest is left out of a bundle.

A package's folder stays if an import leads from the program to one of its modules. A compiled
module stays if an import or another compiled module names it, a library if one that stays is
linked to it. So nothing here lists what may go; a bundle that lacks something fails its trial.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

import pefile

_FOR_DEVELOPERS = {".pyi", ".pyx", ".pxd", ".h", ".hpp", ".lib", ".a", ".c", ".cpp", ".pc"}
_FOR_DEVELOPERS |= {".cmake", ".qml", ".qmltypes", ".typed", ".exe", ".pdb", ".so"}
_COMPILED = {".pyd", ".dll"}
_PLUGINS = ("platforms/qwindows", "iconengines/qsvgicon", "imageformats/qsvg", "imageformats/qico")
_DOTTED_WORD = re.compile(rb"(?<![\w.])[A-Za-z_]\w*(?:\.\w+)*(?![\w.])")


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
            if file.suffix in {".py", ".pyd"}:
                place = file.relative_to(folder)
                parts = [*place.parent.parts, place.name.split(".")[0]]
                name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
                # A compiled module is what Python loads where both are there.
                if file.suffix == ".pyd" or name not in found.files:
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
        if file.suffix == ".pyd":
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
        near = file.relative_to(self.folder).parts[0]
        words = {word.decode() for word in _DOTTED_WORD.findall(file.read_bytes())}
        for name in words & self.files.keys():
            # A short word may be any package's name by chance.
            if name.startswith(f"{near}.") or self.files[name].suffix == ".pyd":
                yield name


def _absolute(package: str, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    base = package.split(".")
    base = base[: len(base) - node.level + 1]
    return ".".join([*base, node.module] if node.module else base)


def needed(folder: Path, roots: Iterable[str]) -> set[Path]:
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
    return _linked(folder, staying)


def _stays(file: Path, reached: set[Path], folders: set[Path], homes: set[Path]) -> bool:
    if file.suffix in _COMPILED:
        return file in reached or _is_plugin(file)
    if file.parts[0].endswith(".dist-info"):
        return True
    if file.suffix in _FOR_DEVELOPERS:
        return False
    if file.suffix == ".py" or len(file.parts) == 1:
        return file in reached or (len(file.parts) > 1 and file.parent in folders)
    # Data lies beside the module that reads it, or in a folder below it that has no modules.
    home = next((each for each in file.parents if each in homes), None)
    return file.parts[0] != "PySide6" and home in folders


def _is_plugin(file: Path) -> bool:
    return PurePosixPath(file).as_posix().removesuffix(".dll").endswith(_PLUGINS)


def _linked(folder: Path, staying: set[Path]) -> set[Path]:
    """`staying` and the libraries that its compiled files are linked to."""
    libraries: dict[str, list[Path]] = {}
    for file in folder.rglob("*.dll"):
        libraries.setdefault(file.name.lower(), []).append(file.relative_to(folder))
    waiting = [each for each in staying if each.suffix in _COMPILED]
    known = set(staying)
    while waiting:
        file = waiting.pop()
        for name in linked_to(folder / file):
            for library in _nearest(libraries.get(name.lower(), []), file):
                if library not in known:
                    known.add(library)
                    waiting.append(library)
    return known


def _nearest(libraries: list[Path], file: Path) -> list[Path]:
    """The library in the package of `file`, for a runtime lies in several of them."""
    own = [each for each in libraries if each.parts[0].split(".")[0] == file.parts[0].split(".")[0]]
    return own or libraries[:1]


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
