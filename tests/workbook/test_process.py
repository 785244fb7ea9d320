"""The worker reads what can be read, and outlives or is replaced after what cannot."""

import os
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook

from csp_desktop.errors import BadValue, Failure
from csp_desktop.plan.fields import SHIPPED
from csp_desktop.workbook.export import base
from csp_desktop.workbook.importing.import_map import Map
from csp_desktop.workbook.importing.import_reader import read_with
from csp_desktop.workbook.importing.suggest_map import suggest, suggest_at
from csp_desktop.workbook.package.guard import FileUnreadable
from csp_desktop.workbook.package.model import Export, Returned
from csp_desktop.workbook.worker import process, wire
from csp_desktop.workbook.worker.process import Reader, ReadingLimits, Stopped
from tests.operations import councils
from tests.workbook.test_hostile import many_cells, parts_of

Read = Callable[..., Returned]


def test_what_the_worker_reads_is_what_reading_here_gives(sent: Path, read: Read) -> None:
    with Reader() as reader:
        assert reader.returned(sent) == read(sent)
        book = reader.book(sent)
    assert [grid.name for grid in book.grids][:2] == ["Start here", "Updates"]
    assert book.grids[1].cells[4, 7].fill == "#5B3E9E"
    assert book.carried_id == "export-7"


def test_many_files_are_read_by_one_worker_and_a_bad_one_costs_no_other(
    sent: Path, tmp_path: Path
) -> None:
    bad = tmp_path / "bad.xlsx"
    bad.write_bytes(b"PK\x03\x04 cut")
    with Reader() as reader:
        first = reader.returned(sent)
        with pytest.raises(FileUnreadable, match=r"bad\.xlsx is damaged"):
            reader.returned(bad)
        assert reader.returned(sent) == first
        assert reader._process is not None
        reader._process.kill()
        reader._process.wait()
        assert reader.returned(sent) == first


def test_a_lost_base_is_replaced_by_the_one_that_was_kept(
    edit: Callable[..., Path], export: Export
) -> None:
    path = edit(lambda book: book.remove(book[base.SHEET]))
    with Reader() as reader:
        bare = reader.returned(path, layouts=base.unpack(base.pack(export)).sheets)
        assert (bare.export, bare.export_id, bare.kept) == (None, "export-7", False)
        assert [sheet.name for sheet in bare.sheets] == ["Updates", "Indicators"]
        full = reader.returned(path, kept=base.pack(export))
    assert full.kept
    assert full.export == base.unpack(base.pack(export))


def test_a_file_that_takes_too_long_ends_its_worker_alone(sent: Path, tmp_path: Path) -> None:
    if os.name != "nt":
        slow = tmp_path / "slow.xlsx"
        os.mkfifo(slow)
        with Reader(ReadingLimits(patience=0.5)) as reader:
            assert reader.returned(sent).export
            with pytest.raises(FileUnreadable, match="computer is busy, or the place where"):
                reader.returned(slow)
            assert reader.returned(sent).export


def test_a_sound_file_on_a_busy_machine_is_waited_for_and_never_called_slow(sent: Path) -> None:
    limits = ReadingLimits()
    assert limits.patience > 20 * limits.seconds
    if os.name != "nt":
        with Reader(ReadingLimits(patience=1.5)) as reader:
            reader.returned(sent)
            worker = reader._process
            assert worker is not None
            worker.send_signal(signal.SIGSTOP)
            with pytest.raises(FileUnreadable) as told:
                reader.returned(sent)
            assert "computing" not in str(told.value)
            assert "memory" not in str(told.value)


@pytest.mark.parametrize(
    ("number", "told"), [(24, "of computing"), (6, "damaged, or takes")], ids=["time", "abort"]
)
def test_how_a_worker_ended_says_why_a_file_was_left(
    number: int, told: str, tmp_path: Path
) -> None:
    if os.name != "nt":
        slow = tmp_path / "slow.xlsx"
        os.mkfifo(slow)
        with Reader() as reader:
            threading.Timer(0.5, reader._running().send_signal, [number]).start()
            with pytest.raises(FileUnreadable, match=told):
                reader.returned(slow)


def test_a_file_that_takes_too_much_computing_is_left_with_a_sentence(sent: Path) -> None:
    vast = sent.with_name("vast.xlsx")
    vast.write_bytes(many_cells('<c s="1"/>', 3_500)(parts_of(sent)))
    with Reader(ReadingLimits(seconds=0.4)) as reader:
        for _ in range(2):
            with pytest.raises(
                FileUnreadable, match=r"vast\.xlsx takes longer than 0 seconds of computing"
            ):
                reader.returned(vast)


def test_a_machine_that_is_busy_makes_no_file_too_slow(sent: Path) -> None:
    if os.name != "nt":
        with Reader(ReadingLimits(seconds=1.0)) as reader:
            first = reader.returned(sent)
            worker = reader._process
            assert worker is not None
            worker.send_signal(signal.SIGSTOP)
            go_on = threading.Timer(2.0, worker.send_signal, [signal.SIGCONT])
            go_on.start()
            assert reader.returned(sent) == first
            go_on.join()


def test_a_file_that_takes_too_much_memory_ends_its_worker_alone(sent: Path) -> None:
    if os.name != "nt":
        large = sent.with_name("large.xlsx")
        large.write_bytes(b"a," * 19_500_000)
        limits = ReadingLimits(memory=90_000_000)
        with Reader(limits) as reader, pytest.raises(FileUnreadable, match="memory"):
            reader.returned(large)


def test_stopping_from_another_thread_ends_the_reading_at_once(tmp_path: Path) -> None:
    if os.name != "nt":
        slow = tmp_path / "slow.xlsx"
        os.mkfifo(slow)
        with Reader() as reader:
            threading.Timer(0.5, reader.stop).start()
            began = time.monotonic()
            with pytest.raises(Stopped):
                reader.returned(slow)
            assert time.monotonic() - began < 5
            with pytest.raises(Stopped):
                reader.returned(slow)


def test_a_worker_that_does_not_start_is_said_so(
    sent: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "_command", lambda: ["/nowhere/csp-desktop"])
    with Reader() as reader, pytest.raises(Failure, match="did not start"):
        reader.returned(sent)
    monkeypatch.setattr(process, "_command", lambda: ["/bin/true"])
    with Reader() as reader, pytest.raises(Failure, match="did not start"):
        reader.returned(sent)


def test_the_worker_ends_with_the_program_that_asked(sent: Path) -> None:
    reader = Reader()
    reader.returned(sent)
    worker = reader._process
    assert worker is not None
    reader.close()
    # Ended by itself, or killed: what that gives differs from system to system.
    assert worker.returncode in (0, -9 if os.name == "posix" else 1)


def test_a_frozen_program_is_its_own_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.frozen", True, raising=False)
    assert process._command()[1:] == ["read-workbook"]


def test_the_answer_refuses_what_it_could_not_give_back_as_it_was() -> None:
    with pytest.raises(TypeError, match="cannot hold"):
        wire._packer(frozenset[str])(frozenset())


def test_what_the_worker_understands_of_a_book_is_what_understanding_it_here_gives(
    tmp_path: Path,
) -> None:
    for name, make in councils.LAYOUTS.items():
        path = councils.saved(make(), tmp_path, f"{name}.xlsx")
        with Reader() as reader:
            book = reader.book(path)
            made = reader.suggest(book, SHIPPED, "2016-07-01")
            assert made == suggest(book, SHIPPED, "2016-07-01")
            at = made.tables[0]
            asked = (book, SHIPPED, made, at.sheet, at.header_rows, at.records)
            assert reader.suggest_at(*asked) == suggest_at(*asked)
            assert reader.read_with(book, made, SHIPPED) == read_with(book, made, SHIPPED)


def test_a_map_that_does_not_fit_is_told_by_the_worker_as_it_is_here(tmp_path: Path) -> None:
    with Reader() as reader:
        book = reader.book(councils.saved(councils.flat(), tmp_path))
        with pytest.raises(BadValue, match="names no table"):
            reader.read_with(book, Map("", "2016/17 Q1", ()), SHIPPED)


def test_a_worker_that_was_replaced_reads_the_same_book_again_or_says_that_it_is_another(
    tmp_path: Path,
) -> None:
    path = councils.saved(councils.flat(), tmp_path)
    with Reader() as reader:
        book = reader.book(path)
        made = reader.suggest(book, SHIPPED)
        reader.close()
        assert reader.suggest(book, SHIPPED) == made
        reader.close()
        councils.saved(councils.messy(), tmp_path)
        with pytest.raises(FileUnreadable, match="saved anew since it was read"):
            reader.read_with(book, made, SHIPPED)


def test_a_book_that_takes_too_long_to_understand_is_left_with_a_sentence(tmp_path: Path) -> None:
    vast = Workbook()
    for row in range(80):
        vast.worksheets[0].append([f"Lead {row} and {column} partners" for column in range(80)])
    path = councils.saved(vast, tmp_path)
    with Reader() as reader:
        book = reader.book(path)
    told = pytest.raises(FileUnreadable, match=r"plan\.xlsx takes longer than 0 seconds")
    with Reader(ReadingLimits(seconds=0.1)) as reader, told:
        reader.suggest(book, SHIPPED)
