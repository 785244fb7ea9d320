"""Tells what a file is from its first bytes, before any library parses it.

A name proves nothing: an old .xls, a table of text or an encrypted file may all end in .xlsx.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path, PurePath
from typing import Final

from csp_desktop.errors import Refusal
from csp_desktop.whole import why_not_fetched
from csp_desktop.workbook.package.parts import Damaged, Package

MOST_BYTES: Final = 40_000_000
"""The largest file that is opened; a plan of 2,000 actions takes one."""

# The first bytes of Office's older container. An encrypted .xlsx is one too, with the zip inside
# it.
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BEGINS: Mapping[bytes, str] = {
    b"%PDF": "a PDF, which cannot be read back. Ask for the workbook itself",
    b"{\\rtf": "a text document, not a workbook. Ask for the workbook itself",
    b"\x89PNG": "a picture, not a workbook. Ask for the workbook itself",
    b"\xff\xd8\xff": "a picture, not a workbook. Ask for the workbook itself",
    b"SQLite format 3\0": "not a workbook. A copy of a plan ends in .cspplan",
    b"7z\xbc\xaf": "an archive. Unpack it and give the workbook inside",
    b"Rar!": "an archive. Unpack it and give the workbook inside",
}
# Parts by which other kinds of zipped document are known.
_PARTS: Mapping[str, str] = {
    "xl/workbook.bin": (
        "an Excel binary workbook (.xlsb). Open it in Excel and save it as 'Excel Workbook (.xlsx)'"
    ),
    "word/document.xml": "a Word document, not a workbook. Ask for the workbook itself",
    "ppt/presentation.xml": "a presentation, not a workbook. Ask for the workbook itself",
    "index/document.iwa": "a Numbers document. Export it from Numbers as Excel (.xlsx)",
    "index.zip": "a Numbers document. Export it from Numbers as Excel (.xlsx)",
}
WORD, OLD_EXCEL, BINARY_EXCEL, OPEN_DOCUMENT = "docx", "xls", "xlsb", "ods"
_FOREIGN: Mapping[str, str] = {
    "word/document.xml": WORD,
    "xl/workbook.bin": BINARY_EXCEL,
    "content.xml": OPEN_DOCUMENT,
}
_ODS = "an OpenDocument spreadsheet (.ods). Open it and save it as 'Excel 2007–365 (.xlsx)'"
_ODT = "an OpenDocument text. Open it and save it as 'Word 2010–365 Document (.docx)'"
_OLD_WORD = "an old Word document (.doc). Open it in Word and save it as 'Word Document (.docx)'"
_UNSENT = "Ask its sender to send it again"


class FileUnreadable(Refusal):
    """The file cannot be read; its text says what it is and what to do."""


class NeedsPassword(FileUnreadable):
    """The workbook is encrypted, and the password was not given or is not the right one."""


@dataclass(frozen=True, slots=True)
class Content:
    """What a file holds: a workbook's parts, or the text of a table.

    `kind` is '' for these, else one of a file of another kind that is read for its tables.
    """

    data: bytes
    package: Package | None = None
    text: str = ""
    kind: str = ""


def open_file(path: Path, password: str | None = None, *, foreign: bool = False) -> Content:
    """Read a file whole and tell what it holds; raises Unreadable in words for its sender.

    `foreign`: any kind will do that has tables in it; a return is a workbook as it was sent.
    """
    name = path.name
    if name.startswith("~$"):
        raise FileUnreadable(
            f"{name} is a mark that Excel leaves while {name[2:]} is open, not the workbook. "
            f"Give {name[2:]} instead."
        )
    # Excel's mark is refused by its name: it has a few bytes of its own, and 'damaged' would send
    # people looking for a fault that is not there.
    data = _bytes(path)
    if not data:
        raise FileUnreadable(f"{name} is empty: it holds nothing at all. {_UNSENT}.")
    # Decrypting comes first, because what comes out is checked as a zip like any other file.
    if data.startswith(_OLE):
        if foreign and not _names(data, "EncryptedPackage"):
            if _names(data, "WordDocument"):
                raise FileUnreadable(f"{name} is {_OLD_WORD}.")
            if _is_old_workbook(data):
                return Content(data, kind=OLD_EXCEL)
        data = _from_ole(name, data, password)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zipped(name, data, foreign=foreign)
    for begin, told in _BEGINS.items():
        if data.startswith(begin):
            raise FileUnreadable(f"{name} is {told}.")
    return Content(data, None, _text(name, data))


def _bytes(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise FileUnreadable(f"{path.name} is a folder. Name the workbooks in it.")
        if path.stat().st_size > MOST_BYTES:
            raise FileUnreadable(
                f"{path.name} has {path.stat().st_size / 1e6:,.0f} MB; at most "
                f"{MOST_BYTES / 1e6:.0f} are read. Take out pictures and sheets that do not "
                "belong to it, and save it again."
            )
        with path.open("rb") as file:
            # The size was asked a moment ago, and a file on a share may have grown since.
            return file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise FileUnreadable(f"There is no file {path}.") from None
    except PermissionError:
        raise FileUnreadable(
            f"{path.name} cannot be opened: another program, probably Excel, holds it, or it is "
            "not yours to read. Close it there and try again."
        ) from None
    except OSError as error:
        raise FileUnreadable(
            why_not_fetched(path)
            or f"{path.name} could not be read from the disk: {error.strerror or error}."
        ) from None


def _from_ole(name: str, data: bytes, password: str | None) -> bytes:
    """The workbook inside an encrypted file; other files of that old kind are refused."""
    # A label's file holds both streams, so it must be told first: no password would ever open it.
    if _names(data, "DRMEncryptedTransform"):
        raise FileUnreadable(
            f"{name} is encrypted by a sensitivity label, so only Excel can open it. Its sender "
            "can choose a label without encryption, or copy it into a new workbook, and send that."
        )
    if _names(data, "EncryptedPackage"):
        if password is None:
            raise NeedsPassword(
                f"{name} is protected by a password. Give the password, or ask its sender to take "
                "it off (in Excel: File, Info, Protect Workbook, Encrypt with Password)."
            )
        return _decrypted(name, data, password)
    if _is_old_workbook(data):
        raise FileUnreadable(
            f"{name} is an old Excel workbook (.xls). Open it in Excel and save it as "
            "'Excel Workbook (.xlsx)'."
        )
    raise FileUnreadable(
        f"{name} is an old Office document, not a workbook that can be read. Ask for the workbook "
        "itself."
    )


def _is_old_workbook(data: bytes) -> bool:
    return _names(data, "Workbook") or _names(data, "Book")


def _names(data: bytes, stream: str) -> bool:
    # The container's directory holds names in UTF-16. Looking for the bytes does without a parser
    # for this format, which would be one more thing that a hostile file could upset.
    return stream.encode("utf-16-le") in data


def _decrypted(name: str, data: bytes, password: str) -> bytes:
    # Imported here since few files are encrypted, and the import costs every worker's start.
    import msoffcrypto
    from msoffcrypto.exceptions import InvalidKeyError

    opened = BytesIO()
    try:
        office = msoffcrypto.OfficeFile(BytesIO(data))
        office.load_key(password=password, verify_password=True)
        office.decrypt(opened)
    except InvalidKeyError:
        raise NeedsPassword(f"That is not the password of {name}.") from None
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - a damaged file can make the library raise anything
        raise FileUnreadable(f"{name} is encrypted, and damaged. {_UNSENT}.") from None
    # The limit held for the encrypted bytes; what they decrypt to is a file of its own.
    if opened.tell() > MOST_BYTES:
        raise FileUnreadable(f"{name} is too large to be read.")
    return opened.getvalue()


def _zipped(name: str, data: bytes, *, foreign: bool) -> Content:
    try:
        package = Package(data)
    except Damaged as error:
        raise FileUnreadable(f"{name} is {error}. {_UNSENT}.") from None
    for part, kind in _FOREIGN.items() if foreign else ():
        if package.has(part) and (kind is not OPEN_DOCUMENT or _is_sheets(package)):
            return Content(data, package, kind=kind)
    # A part says it surer than the list of content types, which all of these kinds have as well.
    for part, told in _PARTS.items():
        if package.has(part):
            raise FileUnreadable(f"{name} is {told}.")
    if package.has("content.xml") and package.has("mimetype"):
        raise FileUnreadable(f"{name} is {_ODS if _is_sheets(package) else _ODT}.")
    if not package.has("[Content_Types].xml"):
        inside = [each for each in package.names if each.lower().endswith((".xlsx", ".xlsm"))]
        more = f" Unpack it and give {PurePath(inside[0]).name}." if inside else ""
        raise FileUnreadable(f"{name} is an archive, not a workbook.{more}")
    return Content(data, package)


def _is_sheets(package: Package) -> bool:
    """Whether an OpenDocument file is a spreadsheet, and no text."""
    try:
        return package.has("mimetype") and b"spreadsheet" in package.read("mimetype")[:200]
    except Damaged:
        return False


def _text(name: str, data: bytes) -> str:
    """The text of a file that is nothing else; raises Unreadable where it is no table either."""
    text = decoded(data)
    # Many systems write a web page or XML and call it .xls, which Excel opens with a warning.
    begin = text[:2000].lower() if text else ""
    if "schemas-microsoft-com:office:spreadsheet" in begin or 'progid="excel.sheet"' in begin:
        raise FileUnreadable(
            f"{name} is an 'XML Spreadsheet 2003'. Open it in Excel and save it as "
            "'Excel Workbook (.xlsx)'."
        )
    if "urn:oasis:names:tc:opendocument" in begin:
        raise FileUnreadable(f"{name} is {_ODS}.")
    if begin.lstrip().startswith(("<!doctype", "<html", "<table", "<?xml")):
        raise FileUnreadable(
            f"{name} is a web page under another name. Open it in Excel and save it as "
            "'Excel Workbook (.xlsx)'."
        )
    if name.lower().endswith((".gsheet", ".url", ".lnk", ".webloc")):
        raise FileUnreadable(
            f"{name} only points to a workbook that lies elsewhere. Open that one, download it as "
            "'Microsoft Excel (.xlsx)', and give the downloaded file."
        )
    # A file of text is a table if it has anything that could part its columns. What has none of
    # these is a letter or a log, and reading it as one column would tell hundreds of stray lines.
    if text is None or not any(mark in text for mark in ",;\t|"):
        raise FileUnreadable(f"{name} is not a workbook, or it is damaged. {_UNSENT}.")
    return text


def _mostly_empty(data: bytes) -> bool:
    return data.count(0) > 0.9 * len(data)


def decoded(data: bytes) -> str | None:
    """The text of a file, whichever of the usual encodings it is in; None where it is no text."""
    # Excel's 'Unicode text' is UTF-16 with a mark; other tables are UTF-8, or what Windows here
    # writes. UTF-8 comes first: cp1252 takes nearly any bytes and would garble it without an error.
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    # Without a mark it shows by the empty half of nearly each letter.
    elif _mostly_empty(data[1:2000:2]):
        encodings = ["utf-16-le"]
    elif _mostly_empty(data[0:2000:2]):
        encodings = ["utf-16-be"]
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        # Bytes of a binary file decode as cp1252 too. Control characters give them away.
        unseen = sum(text.count(chr(code)) for code in range(32) if chr(code) not in "\t\n\r\f")
        return text if unseen == 0 else None
    return None
