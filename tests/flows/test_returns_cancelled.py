"""A merge that is cancelled, only tried, or fails on its way leaves the plan byte for byte."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook

from csp_desktop.changes.change import Cell
from csp_desktop.changes.change import edit as make_edit
from csp_desktop.operations.merging.merge import merge
from csp_desktop.operations.receiving.receive import receive
from csp_desktop.operations.session.open_plan import OpenPlan
from csp_desktop.operations.session.plan_files import open_plan
from csp_desktop.operations.session.stamp import Stamp
from csp_desktop.plan.document import EXISTS
from csp_desktop.plan.fields import SHIPPED
from csp_desktop.store.operation import Operation
from csp_desktop.workbook.worker.process import Reader, Stopped
from tests.flows.command import MAIN, command, data, done
from tests.flows.returning import Q1, Post, as_sent, send_out

BY = Stamp("The coordinator", "2016-08-01T09:00:00+01:00")


@pytest.fixture(scope="module")
def posted(shipped: Path, tmp_path_factory: pytest.TempPathFactory) -> Post:
    return send_out(shipped, tmp_path_factory.mktemp("posted"))


@pytest.fixture
def post(posted: Post, tmp_path: Path) -> Post:
    return as_sent(posted, tmp_path / "post")


@pytest.fixture
def files(post: Post) -> list[Path]:
    """Three returns with an edit, one held edit and a new row each, and a copy."""
    found = []
    for number, status in enumerate(("G", "A", "R")):
        book = post.open().put("1.1", status=status).put("1.2", action=f"Title {number}")
        book.put(book.spare(), ref=f"1.{12 + number}", action="New")
        found.append(book.save(f"return {number}.xlsx"))
    other = post.copy()
    done("set", other, "4.1", "status", "G")
    return [*found, other]


@pytest.fixture
def opened(post: Post, files: list[Path]) -> Iterator[OpenPlan]:
    assert files  # made before the plan is held open
    plan = open_plan(post.plan, SHIPPED, write=True, by="tests")
    yield plan
    plan.close()


def test_a_dry_run_leaves_the_plan_as_it_was_and_tells_what_a_merge_does(
    post: Post, files: list[Path]
) -> None:
    before = post.plan.read_bytes()
    folder = post.plan.with_name("receipts")
    dry = command("merge", post.plan, *files, "--dry-run", "--receipts", folder, "--json")
    assert dry.code == 3
    assert post.plan.read_bytes() == before
    assert not folder.exists()
    assert dry.data == post.merge(*files, code=3)
    assert post.plan.read_bytes() != before


def test_stopped_between_two_files_the_plan_is_as_it_was(
    post: Post, files: list[Path], opened: OpenPlan
) -> None:
    before = post.plan.read_bytes()
    with Reader() as reader:

        def one_read(number: int) -> None:
            if number == 1:
                stopping = threading.Thread(target=reader.stop)
                stopping.start()
                stopping.join()

        with pytest.raises(Stopped, match="nothing was changed"):
            receive(opened, files, BY.at, reader=reader, progress=one_read)
    assert post.plan.read_bytes() == before


def test_stopped_while_a_file_is_read_the_plan_is_as_it_was(post: Post, opened: OpenPlan) -> None:
    large = load_workbook(post.sent["all"])
    sheet = large.create_sheet("Somebody's own")
    for row in range(20_000):
        sheet.append([f"row {row}", row, "more"])
    path = post.plan.with_name("large.xlsx")
    large.save(path)
    before = post.plan.read_bytes()
    started = time.monotonic()
    with Reader() as reader:
        threading.Timer(0.5, reader.stop).start()
        with pytest.raises(Stopped):
            receive(opened, [path] * 50, BY.at, reader=reader)
    assert time.monotonic() - started < 20
    assert post.plan.read_bytes() == before


@pytest.mark.parametrize("at", [1, 2, 4])
def test_cancelled_while_files_are_taken_the_plan_is_as_it_was(
    post: Post, files: list[Path], opened: OpenPlan, at: int
) -> None:
    before = post.plan.read_bytes()

    def taken(number: int) -> None:
        if number == at:
            raise Stopped("Cancelled.")

    with Reader() as reader:
        brought = receive(opened, files, BY.at, reader=reader)
    with pytest.raises(Stopped):
        merge(opened, brought, BY, progress=taken)
    assert post.plan.read_bytes() == before
    assert merge(opened, brought, BY).applied > 4


def test_stopped_within_a_vast_copy_the_plan_is_as_it_was(post: Post, opened: OpenPlan) -> None:
    vast = post.plan.with_name("vast.cspplan")
    shutil.copyfile(post.plan, vast)
    _add_history(vast, 3_000)
    before = post.plan.read_bytes()
    heard: list[tuple[int, int]] = []
    stops = {2}

    def within(done: int, of: int) -> None:
        heard.append((done, of))
        if len(heard) in stops:
            raise Stopped("Cancelled.")

    with Reader() as reader:
        with pytest.raises(Stopped):
            receive(opened, [vast], BY.at, reader=reader, within=within)
        stops.clear()
        brought = receive(opened, [vast], BY.at, reader=reader, within=within)
        reader.stop()
        with pytest.raises(Stopped):
            receive(opened, [vast], BY.at, reader=reader)
    assert len(heard) >= 6
    for at in (1, 3, 4):
        heard.clear()
        stops = {at}
        with pytest.raises(Stopped):
            merge(opened, brought, BY, within=within)
        assert heard[-1][0] <= heard[-1][1]
    assert post.plan.read_bytes() == before
    stops.clear()
    assert merge(opened, brought, BY, within=within).applied == 3_000


def _add_history(path: Path, count: int) -> None:
    """Give the plan's first action as many commentaries, one after another."""
    plan = open_plan(path, SHIPPED, write=True, by="tests")
    action = plan.document().actions()[0]
    made = []
    covers = action.held("commentary", Q1).heads or action.held(*EXISTS).heads
    for number in range(count):
        cell = Cell("action", action.id, "commentary", Q1)
        made.append(make_edit(plan.plan_id, cell, f"Said {number}", covers, f"nonce {number}"))
        covers = (made[-1].id,)
    with plan.file.transaction():
        plan.file.take_in(made, Operation("history", "edit", "Pat", BY.at))
    plan.close()


@pytest.mark.skipif(sys.platform == "win32", reason="it has no such signal")
@pytest.mark.parametrize("options", [[], ["--json"]])
def test_interrupted_at_the_keyboard_the_command_says_that_nothing_was_changed(
    post: Post, options: list[str]
) -> None:
    before = post.plan.read_bytes()
    held = post.plan.with_name("held.xlsx")
    os.mkfifo(held)  # what reads it waits until somebody writes to it
    words = [sys.executable, "-c", MAIN, "merge", str(post.plan), str(held), *options]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    with held.open("wb"):  # opened as soon as the command looks at it
        process.send_signal(signal.SIGINT)
        out, told = process.communicate(timeout=60)
    assert process.returncode == 1
    assert out == b""
    assert told.decode().split("\n") == [
        "Stopped: nothing was merged, and the plan is as it was.", ""
    ]  # fmt: skip
    assert post.plan.read_bytes() == before


def test_a_file_that_cannot_be_read_costs_the_others_nothing(post: Post, files: list[Path]) -> None:
    broken = post.plan.with_name("broken.xlsx")
    broken.write_bytes(b"PK\x03\x04")
    report = post.merge(broken, *files, post.plan.with_name("not there.xlsx"), code=3)
    assert [bool(each["problems"]) for each in report["files"]] == [
        True, False, False, False, False, True,
    ]  # fmt: skip
    assert report["applied"] > 4


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="it has no such signal")
def test_killed_at_any_moment_the_plan_is_as_before_or_as_after(
    post: Post, files: list[Path]
) -> None:
    before = data("show", post.plan), post.waiting()
    whole = post.plan.read_bytes()
    tried = post.plan.with_name("tried.cspplan")
    tried.write_bytes(whole)
    started = time.monotonic()
    post.merge(*files, plan=tried, code=3)
    seconds = time.monotonic() - started + 0.5
    after = data("show", tried), post.waiting(tried)
    for number in range(12):
        tried.write_bytes(whole)
        words = [sys.executable, "-c", MAIN, "merge", str(tried), *map(str, files)]
        process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(seconds * number / 11)
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert (data("show", tried), post.waiting(tried)) in (before, after)
        assert data("check", tried)["sound"]
