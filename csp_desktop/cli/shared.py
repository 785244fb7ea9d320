"""What the commands share: options and exit codes, who acts, opening a plan, progress, printing."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from glob import glob
from pathlib import Path
from types import FrameType
from typing import Any, TypeAlias

import click

from csp_desktop import settings
from csp_desktop.cli.options import DONE, REFUSED, WAITING
from csp_desktop.errors import BadValue
from csp_desktop.operations.editing import edits
from csp_desktop.operations.editing.history import find_now, where_it_went
from csp_desktop.operations.session import plan_files
from csp_desktop.operations.session.open_plan import OpenPlan, Outcome
from csp_desktop.operations.session.stamp import Stamp, login_name, now
from csp_desktop.plan.document import Document, Record
from csp_desktop.plan.field_types import Per
from csp_desktop.plan.fields import SHIPPED, Kind
from csp_desktop.plan.periods import read_period
from csp_desktop.plan.spelling import plain
from csp_desktop.plan.values import words

Hear: TypeAlias = Callable[[int, int, str, float], None]
"""Hears which step of how many is at work, what it does, and what share of it is done."""


@contextmanager
def reading(plan: Path) -> Iterator[OpenPlan]:
    """The plan at this path, open for reading and closed again afterwards."""
    # `steady`: a window may be writing meanwhile, and what is printed should be one state of the
    # plan.
    with _told(plan_files.open_plan(plan, SHIPPED)) as opened, opened.kindly(), opened.steady():
        yield opened


@contextmanager
def writing(plan: Path, by: str | None) -> Iterator[OpenPlan]:
    """The plan at this path, open for writing and closed again afterwards."""
    opening = plan_files.open_plan(plan, SHIPPED, write=True, by=author_of(by))
    with _told(opening) as opened, opened.kindly():
        yield opened


@contextmanager
def _told(opened: OpenPlan) -> Iterator[OpenPlan]:
    """The open plan, closed afterwards; what is to be told of its file goes to standard error."""
    try:
        for sentence in opened.to_tell():
            click.echo(sentence, err=True)
        yield opened
        for sentence in opened.to_tell():
            click.echo(sentence, err=True)
    finally:
        opened.close()


def author_of(by: str | None) -> str:
    """Who acts: as asked, else by the settings, else by the login."""
    return (by or settings.load().name or login_name()).strip() or login_name()


def stamp_of(by: str | None) -> Stamp:
    """Who acts, and now."""
    return Stamp(author_of(by), now())


def cell_named(plan: OpenPlan, ref: str, name: str, period: str) -> tuple[Record, str, str]:
    """The record, field and period that a command names; FIELD may be written field@period."""
    document = plan.document()
    record = find_now(plan, document, ref)
    name, _, at = plain(name).partition("@")
    # The same period said twice is no contradiction, even if it is written in two ways.
    if period and at and read_period(period, "year") != read_period(at, "year"):
        raise BadValue(f"'{name}@{at}' and --period {period} name two periods: leave one out.")
    period = period or at
    period = period or quarter_meant(document, plan.table.kind(record.kind), name)
    if period:
        period = edits.typed_period(plan.table.field(record.kind, name), record, period)
    known, when = edits.read_field(plan, record.kind, name, period)
    return record, known.name, when


def tell_moved(plan: OpenPlan, ref: str) -> None:
    """Say on standard error where `ref` went, where other actions bore it before.

    For people: in a JSON document `former_refs` says so.
    """
    for each in where_it_went(plan, plan.document(), ref):
        click.echo(each.sentence(), err=True)


def quarter_meant(document: Document, kind: Kind | None, name: str) -> str:
    """The working quarter where the field is filled in by quarter and none was named; else ''."""
    field = kind.field(name) if kind else None
    return working_quarter(document) if field and field.per is Per.QUARTER else ""


def working_quarter(document: Document) -> str:
    """The quarter that is meant where a command names none."""
    return document.plan.text("working_quarter")


def split_pair(text: str, form: str) -> tuple[str, str]:
    """The two sides of 'LEFT=RIGHT'; BadValue with the right form where there is no '='."""
    left, equals, right = text.partition("=")
    if not equals or not left.strip():
        raise BadValue(f"'{text}' is not of the form {form}.")
    return left.strip(), right


def files_meant(
    typed: Sequence[Path], *, by_a_shell: bool = sys.platform != "win32"
) -> tuple[Path, ...]:
    """The files that `typed` means: where no shell has done it, those that '*' and '?' stand for.

    A name that is a file's own, or that stands for none, is left as it is.
    """
    if by_a_shell:
        return tuple(typed)
    return tuple(file for each in typed for file in _matched(each))


def _matched(typed: Path) -> list[Path]:
    # '[' is no wildcard on Windows, and is in the names that Explorer and browsers make up.
    pattern = str(typed).replace("[", "[[]")
    wild = any(sign in pattern for sign in "*?") and not typed.exists()
    # A name that begins with '~$' is Excel's note that somebody has the workbook open.
    found = [Path(each) for each in sorted(glob(pattern))] if wild else []  # noqa: PTH207 - of a path
    return [each for each in found if not each.name.startswith("~$")] or [typed]


def for_period(period: str) -> str:
    """' for 2016/17 Q2', or '' where there is no period."""
    return f" for {period}" if period else ""


def report(outcome: Outcome, done: str, nothing: str = "", *, as_json: bool) -> int:
    """Print what an operation did; answers with the exit code."""
    for notice in outcome.notices:
        # On standard error, so that JSON on standard output stays one document.
        click.echo(notice, err=True)
    changed = [{"kind": kind, "id": record_id} for kind, record_id, _ in outcome.changed]
    data = {
        "operation": outcome.operation or None,
        "label": outcome.label,
        "changed": changed,
        "proposed": outcome.proposed,
    }
    tell(data, done if outcome.operation else nothing, as_json=as_json)
    return WAITING if outcome.proposed else DONE


def tell(data: dict[str, Any], sentence: str, *, as_json: bool) -> None:
    """Print a sentence, or the data as JSON."""
    if as_json:
        print_json(data)
    else:
        click.echo(words(sentence))


def print_json(data: object) -> None:
    """Print one JSON document, and nothing else."""
    click.echo(json.dumps(data, ensure_ascii=False, indent=1))


@contextmanager
def progress_on_terminal() -> Iterator[Hear]:
    """What hears of progress and writes it as one line, which is gone in the end.

    Where standard error is no terminal, nothing is written.
    """
    screen = sys.stderr
    # In a log or a pipe, lines that are overwritten would be hundreds of lines.
    if screen is None or not screen.isatty():
        yield lambda _step, _of, _what, _share: None
        return
    said = ""

    def hear(step: int, of: int, what: str, share: float) -> None:
        nonlocal said
        line = f"{what}: step {step} of {of}, {share:.0%}"
        # Written only when the words change: a terminal is slower than the work.
        if line != said:
            screen.write(wiped(said) + line)
            screen.flush()
            said = line

    try:
        yield hear
    finally:
        if said:
            screen.write(wiped(said))
            screen.flush()


def wiped(said: str) -> str:
    """What takes a line off the screen again: no escape code, which cmd would show as it is."""
    return f"\r{' ' * len(said)}\r"


class FileByFile:
    """Tells which of some files something is being done to, and how far it is with that one."""

    def __init__(self, hear: Hear, doing: str, files: Sequence[Path]) -> None:
        """Begin with the first file."""
        self._hear, self._doing, self._files = hear, doing, files
        self.done(0)

    def done(self, count: int) -> None:
        """So many files are done."""
        self._at = min(count, len(self._files) - 1)
        self.within(0, 1)

    def within(self, done: int, of: int) -> None:
        """Say how much is done of the file that it is at."""
        name = self._files[self._at].name
        self._hear(self._at + 1, len(self._files), f"{self._doing} {name}", done / of)


@contextmanager
def stopped_at_once() -> Iterator[ExitStack]:
    """Let Ctrl+C end the program at once, until this is left or what it gives is closed.

    To be closed before a file is written. An exception would be raised inside Qt or a half-loaded
    module, which makes something else of it, or none at all.
    """
    with ExitStack() as held:
        # Python lets only the main thread set signal handlers; tests call commands from others.
        if threading.current_thread() is threading.main_thread():
            before = signal.signal(signal.SIGINT, _stop)
            held.callback(signal.signal, signal.SIGINT, before)
        yield held


def _stop(number: int, frame: FrameType | None) -> None:
    del number, frame
    sys.stderr.write("\nStopped.\n")
    sys.stderr.flush()
    # Without clean-up, on purpose: nothing is open for writing here, and ending Qt in the midst of
    # drawing could crash.
    os._exit(REFUSED)
