"""What is not a workbook that can be read is told in words on what to do."""

import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

import msoffcrypto
import pytest

from csp_desktop.workbook.package import guard
from csp_desktop.workbook.package.book import read_book
from csp_desktop.workbook.package.guard import FileUnreadable, NeedsPassword, open_file

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def zipped(parts: Mapping[str, str]) -> bytes:
    data = BytesIO()
    with zipfile.ZipFile(data, "w") as out:
        for name, text in parts.items():
            out.writestr(name, text)
    return data.getvalue()


def wide(text: str) -> bytes:
    return text.encode("utf-16-le")


FLAT = b'<?xml version="1.0"?><office:document office="urn:oasis:names:tc:opendocument:xmlns">'


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("~$return.xlsx", b"\x09P. Sandhu", r"a mark that Excel leaves .* Give return.xlsx"),
        ("empty.xlsx", b"", "is empty"),
        ("old.xlsx", OLE + wide("Workbook"), r"old Excel workbook \(.xls\)"),
        ("label.xlsx", OLE + wide("EncryptedPackage DRMEncryptedTransform"), "sensitivity label"),
        ("letter.xlsx", OLE + wide("WordDocument"), "old Office document"),
        ("cut.xlsx", b"PK\x03\x04" + b"cut short", "damaged, perhaps cut short"),
        ("calc.xlsx", zipped({"mimetype": "a", "content.xml": "<a/>"}), "OpenDocument"),
        ("binary.xlsx", zipped({"xl/workbook.bin": ""}), "Excel binary workbook"),
        ("letter.xlsx", zipped({"word/document.xml": ""}), "Word document"),
        ("apple.xlsx", zipped({"Index/Document.iwa": ""}), "Numbers document"),
        ("more.zip", zipped({"in/return.xlsx": ""}), "Unpack it and give return.xlsx"),
        ("scan.xlsx", b"%PDF-1.7", "a PDF"),
        ("photo.xlsx", b"\x89PNG....", "a picture"),
        ("plan.xlsx", b"SQLite format 3\0", "copy of a plan ends in .cspplan"),
        ("flat.xlsx", FLAT, "OpenDocument"),
        ("page.xls", b"<html><table><tr><td>1</td></tr></table></html>", "a web page"),
        ("xml.xls", b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>',
         "XML Spreadsheet 2003"),
        ("return.gsheet", b'{"url": "https://docs.example/1", "doc_id": "1"}', "only points"),
        ("noise.xlsx", b"\x00\x01\x02\x03", "is not a workbook, or it is damaged"),
        ("note.txt", b"Nothing to report", "is not a workbook"),
    ],
    ids=lambda value: value if isinstance(value, str) and "." in value else "",
)  # fmt: skip
def test_what_a_file_is_told_by_its_bytes(
    tmp_path: Path, name: str, content: bytes, told: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(FileUnreadable, match=told):
        open_file(path)


def test_a_missing_file_a_folder_and_a_file_too_large_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(FileUnreadable, match="no file"):
        open_file(tmp_path / "gone.xlsx")
    with pytest.raises(FileUnreadable, match="is a folder"):
        open_file(tmp_path)
    monkeypatch.setattr(guard, "MOST_BYTES", 10)
    (tmp_path / "large.xlsx").write_bytes(bytes(11))
    with pytest.raises(FileUnreadable, match="at most"):
        open_file(tmp_path / "large.xlsx")


def test_a_file_that_another_program_holds_is_told(
    sent: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def held(self: Path, mode: str) -> None:
        raise PermissionError(13, mode, str(self))

    monkeypatch.setattr(Path, "open", held)
    with pytest.raises(FileUnreadable, match="cannot be opened: another program"):
        open_file(sent)


def test_a_disk_that_fails_is_told(sent: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(self: Path, mode: str) -> None:
        raise OSError(5, "Input/output error", mode, str(self))

    monkeypatch.setattr(Path, "open", fails)
    with pytest.raises(FileUnreadable, match="could not be read from the disk"):
        open_file(sent)


def encrypted(source: Path, password: str) -> Path:
    path = source.with_name("locked.xlsx")
    with source.open("rb") as plain, path.open("wb") as out:
        msoffcrypto.OfficeFile(plain).encrypt(password, out)
    return path


def test_an_encrypted_workbook_asks_for_its_password(sent: Path) -> None:
    path = encrypted(sent, "Clapton")
    with pytest.raises(NeedsPassword, match="Give the password"):
        open_file(path)
    with pytest.raises(NeedsPassword, match="not the password"):
        open_file(path, "Dalston")
    plain = read_book(sent, open_file(sent))
    assert read_book(path, open_file(path, "Clapton")).grids == plain.grids


def test_a_damaged_encrypted_workbook_is_told(tmp_path: Path) -> None:
    path = tmp_path / "locked.xlsx"
    path.write_bytes(OLE + wide("EncryptedPackage"))
    with pytest.raises(FileUnreadable, match="encrypted, and damaged"):
        open_file(path, "Clapton")


@pytest.mark.parametrize(
    "encoded",
    ["utf-8", "utf-8-sig", "utf-16", "cp1252"],
)
def test_a_table_of_text_is_recognised(tmp_path: Path, encoded: str) -> None:
    path = tmp_path / "return.xlsx"
    path.write_bytes("Ref,Status\n1.1,“on track”\n".encode(encoded))
    assert open_file(path).text == "Ref,Status\n1.1,“on track”\n"
