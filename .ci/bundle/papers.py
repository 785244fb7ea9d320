"""What a bundle says of itself: its parts with their licences, and a bill of materials."""

from __future__ import annotations

import json
import shutil
from email.message import Message
from email.parser import HeaderParser
from pathlib import Path

BILL = "bill-of-materials.cdx.json"
_TEXTS = ("LICENSE", "LICENCE", "COPYING", "NOTICE", "AUTHORS")


def write(packages: Path, root: Path, version: str, extra: list[dict[str, str]]) -> None:
    """Write ROOT/licences and ROOT/bill-of-materials.cdx.json (CycloneDX 1.6).

    `extra` are parts that are no Python package: their name, version and licence. The same parts
    give the same bytes.
    """
    about = [(each, _metadata(each)) for each in sorted(packages.glob("*.dist-info"))]
    parts = [_component(metadata) for _, metadata in about] + [_plain(each) for each in extra]
    for folder, metadata in about:
        _copy_texts(folder, root / "licences" / metadata["Name"])
    bill = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {"type": "application", "name": "CSP Desktop", "version": version}
        },
        "components": sorted(parts, key=lambda part: str(part["name"]).lower()),
    }
    text = json.dumps(bill, indent=1, ensure_ascii=False) + "\n"
    (root / BILL).write_text(text, encoding="utf-8", newline="\n")


def _metadata(folder: Path) -> Message:
    return HeaderParser().parsestr((folder / "METADATA").read_text(encoding="utf-8"))


def _component(metadata: Message) -> dict[str, object]:
    name, version = metadata["Name"], metadata["Version"]
    part = _plain({"name": name, "version": version, "licence": _licence(metadata)})
    return {**part, "purl": f"pkg:pypi/{name.lower().replace('_', '-')}@{version}"}


def _plain(part: dict[str, str]) -> dict[str, object]:
    licences = [{"license": {"name": part["licence"]}}]
    names = {"name": part["name"], "version": part["version"]}
    return {"type": "library", **names, "licenses": licences}


def _licence(metadata: Message) -> str:
    if stated := metadata["License-Expression"]:
        return str(stated)
    classes = [each for each in metadata.get_all("Classifier", []) if each.startswith("License ::")]
    named = [each.rpartition(" :: ")[2] for each in classes]
    # In older packages the field may hold the whole text of the licence.
    first = str(metadata["License"] or "").strip().split("\n")[0]
    return "; ".join(named) or first or "see licences"


def _copy_texts(folder: Path, to: Path) -> None:
    for file in sorted(folder.rglob("*")):
        if file.is_file() and file.name.upper().startswith(_TEXTS):
            to.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, to / file.name)
