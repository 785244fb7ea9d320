"""Receipts: what each sender gets back."""

from __future__ import annotations

import errno
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.flows.command import command, data, done
from tests.flows.returning import Post, as_sent, send_out

_VOID = {"meta", "br"}


@pytest.fixture(scope="module")
def posted(shipped: Path, tmp_path_factory: pytest.TempPathFactory) -> Post:
    return send_out(shipped, tmp_path_factory.mktemp("posted"))


@pytest.fixture
def post(posted: Post, tmp_path: Path) -> Post:
    return as_sent(posted, tmp_path / "post")


class Page(HTMLParser):
    """A page as a reader sees it: its tags in order, each closed, and its text by heading."""

    def __init__(self, text: str) -> None:
        """Read a page; every tag must be closed in its turn."""
        super().__init__()
        self.tags: list[str] = []
        self.sections: dict[str, list[list[str]]] = {}
        self.said: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self.tags.append(tag)
        if tag not in _VOID:
            self._open.append(tag)
        if tag == "tr":
            next(reversed(self.sections.values())).append([])

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        text = data.strip()
        if not text or "style" in self._open:
            return
        self.said.append(text)
        if self._open[-1] == "h2":
            self.sections[text] = []
        elif self._open[-1] in ("th", "td", "div"):
            next(reversed(self.sections.values()))[-1].append(text)


def receipts(post: Post, *files: Path) -> dict[str, Page]:
    folder = post.plan.with_name("receipts")
    answer = command("merge", post.plan, *files, "--receipts", folder, "--json")
    assert answer.code in (0, 3), answer
    assert answer.err == ""
    return {each.name: Page(each.read_text(encoding="utf-8")) for each in sorted(folder.iterdir())}


def test_a_receipt_repeats_what_was_taken_and_names_what_needs_its_sender(post: Post) -> None:
    book = post.open().put("1.1", status="G", commentary="Two clubs open.\nA third soon.")
    book.put("1.2", status="going well").put("1.3", action="Another title")
    book.sheet().delete_rows(book.row("1.4"))
    book.put(book.spare(), ref="1.12", action="Safer parks")
    (page,) = receipts(post, book.save("gangs.xlsx")).values()
    assert page.said[:2] == ["Receipt: gangs", "OFFICIAL"]
    assert "File: gangs.xlsx" in page.said
    assert page.sections["Needs you: could not be taken"][0][0] == "Updates G6"
    assert "not one of the choices" in page.sections["Needs you: could not be taken"][0][1]
    taken = {line[0]: line[1] for line in page.sections["Taken"]}
    assert taken["1.1 Status, 2016/17 Q1"] == "on track"
    assert taken["1.1 Commentary, 2016/17 Q1"] == "Two clubs open.\nA third soon."
    assert taken["1.12 Action"] == "Safer parks"
    (held,) = page.sections["With the coordinator: waits to be taken"]
    assert held[:2] == ["1.3 Action", "Another title"]
    assert "does not ask for" in held[2]
    assert page.sections["Missing from the file (nothing was deleted)"] == [
        ["1.4", "its row is not there"]
    ]
    assert page.said[-1] == "OFFICIAL"


def test_what_is_typed_is_text_and_never_markup(post: Post) -> None:
    evil = '<script>alert(1)</script> & <b>"bold"</b>'
    book = post.open().put("1.1", commentary=evil).put("1.2", status=evil).put("1.3", action=evil)
    (page,) = receipts(post, book.save("<i>gangs & co.xlsx")).values()
    assert not {"script", "b", "i"} & set(page.tags)
    assert evil in [line[1] for line in page.sections["Taken"]]
    assert "Receipt: <i>gangs & co" in page.said


def test_both_senders_are_told_of_what_contradicts(post: Post) -> None:
    one = post.open().put("1.1", status="G").save("one.xlsx")
    other = post.open("all").put("1.1", status="R").save("two.xlsx")
    pages = receipts(post, one, other)
    assert len(pages) == 2
    for page in pages.values():
        (line,) = page.sections["With the coordinator: says something else than another return"]
        assert line[0] == "1.1 Status, 2016/17 Q1"
        assert set(line[1].split(" / ")) == {"on track", "off track"}
        assert "1.1 Status, 2016/17 Q1" not in {each[0] for each in page.sections.get("Taken", [])}


def test_what_was_undone_or_replaced_in_a_copy_is_not_told_as_taken(post: Post) -> None:
    other = post.copy("carol")
    done("set", other, "1.1", "status", "R")
    done("undo", other)
    done("set", other, "1.2", "status", "A")
    done("set", other, "1.2", "status", "G")
    (page,) = receipts(post, other).values()
    assert page.sections["Taken"] == [["1.2 Status, 2016/17 Q1", "on track"]]
    assert any(each.startswith("1 change was taken.") for each in page.said)


def test_both_senders_are_told_of_a_ref_that_both_gave(post: Post) -> None:
    files = []
    for name in ("igu", "syh"):
        book = post.open(name)
        book.put(book.spare(), ref="1.12", action=f"New of {name}")
        files.append(book.save(f"{name}-new.xlsx"))
    pages = receipts(post, *files)
    assert len(pages) == 2
    for page in pages.values():
        (line,) = page.sections["With the coordinator: says something else than another return"]
        assert line[0] == "1.12 ref that two have"


def test_a_sender_is_told_of_an_action_that_was_deleted_meanwhile(post: Post) -> None:
    done("delete", post.plan, "1.1")
    (page,) = receipts(post, post.open().put("1.1", status="G").save()).values()
    (line,) = page.sections["With the coordinator: says something else than another return"]
    assert line[0].startswith("1.1")


def test_each_file_has_a_receipt_of_its_own_whatever_it_is_called(post: Post) -> None:
    files = []
    for folder in ("north", "south"):
        place = post.plan.parent / folder
        place.mkdir()
        made = post.open().put("1.1", status="G").save("return.xlsx")
        files.append(made.rename(place / made.name))
    broken = post.plan.with_name("broken.xlsx")
    broken.write_bytes(b"not a workbook")
    pages = receipts(post, *files, broken)
    assert sorted(pages) == [
        "broken receipt.html", "return receipt 2.html", "return receipt.html",
    ]  # fmt: skip
    assert "Needs you: could not be taken" in pages["broken receipt.html"].sections


def test_a_receipt_takes_no_earlier_ones_place(post: Post) -> None:
    file = post.open().put("1.1", status="G").save("return.xlsx")
    receipts(post, file)
    first, second = receipts(post, file).values()
    assert [said for page in (first, second) for said in page.said if "taken." in said] == [
        "1 change was taken.",
        "1 change was taken.",
    ]


def test_a_receipt_bears_the_marking_of_the_plan(post: Post) -> None:
    done("set", post.plan, "plan", "marking", "OFFICIAL-SENSITIVE")
    (page,) = receipts(post, post.open().put("1.1", status="G").save()).values()
    assert page.said.count("OFFICIAL-SENSITIVE") == 2


def test_nothing_is_merged_where_there_can_be_no_folder_for_the_receipts(post: Post) -> None:
    folder = post.plan.with_name("a file")
    folder.write_text("in the way", encoding="utf-8")
    file = post.open().put("1.1", status="G").save()
    before = post.plan.read_bytes()
    answer = command("merge", post.plan, file, "--receipts", folder, "--json")
    assert answer.code == 1
    assert "nothing was merged" in answer.err
    assert post.plan.read_bytes() == before


def test_receipts_that_cannot_be_written_leave_the_merge_done(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr("csp_desktop.operations.receiving.receipts.write_whole", full)
    file = post.open().put("1.1", status="G").save("return.xlsx")
    answer = command("merge", post.plan, file, "--receipts", post.plan.with_name("receipts"))
    assert answer.code == 1
    assert "The merge itself is done" in answer.err
    assert data("show", post.plan, "1.1")["actions"][0]["quarters"]["2016/17 Q1"]["status"]
