"""The laws of long work, whatever kind it is: one end each, and nothing of what is over."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject

from csp_desktop.errors import CspError, Failure, Refusal
from csp_desktop.gui.session.long_job import Job, LongJob, Progress, Steps, one
from csp_desktop.operations.session.open_plan import OpenPlan, Outcome
from csp_desktop.operations.session.stamp import Stamp
from tests.gui.conftest import PATIENCE, Desk

KINDS = ("reading", "apart", "writing")
OFF, LATE = "Cancelled: all is as it was.", "It was done by then."


@dataclass
class Gate:
    """Holds the plan's thread in the midst of a job, until it may go on."""

    reached: threading.Event = field(default_factory=threading.Event)
    open: threading.Event = field(default_factory=threading.Event)

    def hold(self) -> None:
        self.reached.set()
        assert self.open.wait(PATIENCE / 1000)


@dataclass
class Worker:
    """A LongJob of any kind, and what was heard of what it did."""

    desk: Desk
    kind: str
    job: LongJob
    told: list[object] = field(default_factory=list)
    begun: list[str] = field(default_factory=list)
    gates: list[Gate] = field(default_factory=list)

    def gate(self) -> Gate:
        self.gates.append(Gate())
        return self.gates[-1]

    def block(self) -> Gate:
        """Keep the plan's thread busy with something else."""
        gate = self.gate()
        self.desk.state.tasks.apart(gate.hold, lambda _: None, lambda _: None)
        self.desk.qtbot.waitUntil(gate.reached.is_set)
        return gate

    def asked(self, name: str, do: Callable[[Progress], object] = lambda _: None) -> Job[Any]:
        """A job that does `do`, and tells of its end under a name."""

        def work(progress: Progress) -> None:
            self.begun.append(name)
            do(progress)

        def write(_: OpenPlan, stamp: Stamp, progress: Progress) -> tuple[Outcome, str]:
            work(progress)
            return Outcome("", "edit", stamp.author), name

        again = partial(self.told.append, "again")

        def steps(progress: Progress) -> Steps[str]:
            if self.kind == "reading":
                yield self.job.reading(lambda _: work(progress))
            elif self.kind == "apart":
                yield self.job.apart(lambda: work(progress))
            else:
                assert name == (yield self.job.writing(f"The {name}", write, "edit", again))
            return name

        return Job(
            steps,
            lambda result: self.told.append(("done", result)),
            "It failed" if self.kind != "writing" else "",
            lambda error: self.told.append(("failed", name, str(error))),
            lambda: self.told.append(("cancelled", name)),
            lambda: self.told.append(("ended", name)),
            f"Doing the {name}",
            off=OFF,
            late=LATE,
        )

    def settle(self) -> None:
        for gate in self.gates:
            gate.open.set()
        self.desk.settle()

    @property
    def notices(self) -> list[str]:
        return [each.sentence for each in self.desk.heard.notices]


@pytest.fixture(params=KINDS)
def worker(desk: Desk, request: pytest.FixtureRequest) -> Iterator[Worker]:
    made = Worker(desk, request.param, LongJob(desk.state))
    desk.heard.notices.clear()
    yield made
    made.settle()


def test_it_ends_once_and_then_it_is_over(worker: Worker) -> None:
    worker.job.begin(worker.asked("first"))
    told = worker.told.copy()
    worker.settle()
    assert told == []
    assert worker.told == [("done", "first"), ("ended", "first")]
    assert not worker.job.running
    assert worker.notices == []


def test_how_far_it_is_is_told_in_whole_hundredths(worker: Worker) -> None:
    gate, heard = worker.gate(), list[tuple[str, int]]()

    def do(progress: Progress) -> None:
        for number in range(1000):
            progress("Half of it", number / 2000)
        gate.hold()

    worker.job.changed.connect(lambda: heard.append((worker.job.what, worker.job.percent)))
    worker.job.begin(worker.asked("first", do))
    worker.desk.qtbot.waitUntil(lambda: worker.job.percent == 49)
    assert worker.job.what == "Half of it"
    assert len(heard) <= 52
    worker.settle()
    assert not worker.job.running


def test_cancelled_before_its_turn_it_is_never_begun(worker: Worker) -> None:
    gate = worker.block()
    worker.job.begin(worker.asked("first"))
    worker.job.cancel()
    gate.open.set()
    worker.settle()
    assert worker.begun == []
    assert worker.told == [("cancelled", "first"), ("ended", "first")]
    assert worker.notices == [OFF]
    assert not worker.job.running


def test_cancelled_in_the_midst_it_ends_at_its_next_word(worker: Worker) -> None:
    gate, after = worker.gate(), list[bool]()

    def do(progress: Progress) -> None:
        gate.hold()
        progress("The next word", 0.5)
        after.append(True)

    worker.job.begin(worker.asked("first", do))
    worker.desk.qtbot.waitUntil(gate.reached.is_set)
    worker.job.cancel()
    assert worker.job.cancelling
    worker.settle()
    assert after == []
    assert worker.told == [("cancelled", "first"), ("ended", "first")]
    assert worker.notices == [OFF]


def test_what_came_back_without_a_word_after_cancel_is_done_only_if_it_was_written(
    worker: Worker,
) -> None:
    gate = worker.gate()
    worker.job.begin(worker.asked("first", lambda _: gate.hold()))
    worker.desk.qtbot.waitUntil(gate.reached.is_set)
    worker.job.cancel()
    worker.settle()
    written = worker.kind == "writing"
    assert worker.told == [
        ("done", "first") if written else ("cancelled", "first"), ("ended", "first"),
    ]  # fmt: skip
    assert worker.notices == [LATE if written else OFF]


def test_cancelled_too_late_it_is_done_and_that_is_told(worker: Worker) -> None:
    gate = worker.gate()

    def do(progress: Progress) -> None:
        gate.hold()
        progress.keep("Kept", 0.9)

    worker.job.begin(worker.asked("first", do))
    worker.desk.qtbot.waitUntil(gate.reached.is_set)
    worker.job.cancel()
    worker.settle()
    assert worker.told == [("done", "first"), ("ended", "first")]
    assert worker.notices == [LATE]


def test_what_is_kept_is_not_cancelled(worker: Worker) -> None:
    gate = worker.gate()

    def do(progress: Progress) -> None:
        progress.keep("Kept", 0.9)
        gate.hold()
        progress("And what is left to do", 0.95)

    worker.job.begin(worker.asked("first", do))
    worker.desk.qtbot.waitUntil(lambda: worker.job.kept)
    worker.job.cancel()
    assert not worker.job.cancelling
    worker.settle()
    assert worker.told == [("done", "first"), ("ended", "first")]
    assert worker.notices == []


@pytest.mark.parametrize("error", [Refusal("No."), Failure("The disk is full."), ValueError("odd")])
def test_a_failed_job_leaves_nothing_under_way_and_another_may_begin(
    worker: Worker, error: Exception
) -> None:
    def do(_: Progress) -> None:
        raise error

    worker.job.begin(worker.asked("first", do))
    worker.settle()
    assert worker.told == [("failed", "first", str(error)), ("ended", "first")]
    assert not worker.job.running
    known = isinstance(error, CspError)
    # A sentence is said by whoever hears of the failure; the queue of writes tells its own.
    assert worker.notices == ([str(error)] if known and worker.kind == "writing" else [])
    assert len(worker.desk.heard.unexpected) == (0 if known else 1)
    worker.job.begin(worker.asked("second"))
    worker.settle()
    assert ("done", "second") in worker.told


def test_a_fault_after_cancel_is_told_all_the_same(worker: Worker) -> None:
    gate = worker.gate()

    def do(_: Progress) -> None:
        gate.hold()
        raise Failure("One file had been made by then.")

    worker.job.begin(worker.asked("first", do))
    worker.desk.qtbot.waitUntil(gate.reached.is_set)
    worker.job.cancel()
    worker.settle()
    assert worker.told == [
        ("failed", "first", "One file had been made by then."), ("ended", "first"),
    ]  # fmt: skip
    assert not worker.job.running


def test_one_that_is_asked_for_while_another_runs_is_refused_aloud(worker: Worker) -> None:
    gate = worker.block()
    worker.job.begin(worker.asked("first"))
    worker.job.begin(worker.asked("second"))
    (said,) = worker.notices
    assert said.startswith("Doing the first: this is not done yet")
    gate.open.set()
    worker.settle()
    assert worker.told == [("done", "first"), ("ended", "first")]
    assert worker.begun == ["first"]


def test_of_those_that_take_each_others_place_only_the_last_is_heard(
    desk: Desk, qtbot: Any
) -> None:
    worker = Worker(desk, "reading", LongJob(desk.state))
    gate = worker.gate()

    def do(progress: Progress) -> None:
        gate.hold()
        progress("Too late", 0.5)

    def fail(_: Progress) -> None:
        raise ValueError("overtaken")

    worker.job.begin(worker.asked("first", do), instead=True)
    qtbot.waitUntil(gate.reached.is_set)
    worker.job.begin(worker.asked("second", fail), instead=True)
    worker.job.begin(worker.asked("third"), instead=True)
    worker.settle()
    assert worker.told == [("done", "third"), ("ended", "third")]
    assert worker.begun == ["first", "third"]
    assert worker.job.what == ""
    assert not desk.heard.unexpected


def test_what_is_dropped_is_not_heard_of_and_another_may_begin_at_once(worker: Worker) -> None:
    gate = worker.gate()
    worker.job.begin(worker.asked("first", lambda _: gate.hold()))
    worker.desk.qtbot.waitUntil(gate.reached.is_set)
    worker.job.drop()
    assert not worker.job.running
    worker.job.begin(worker.asked("second"))
    worker.settle()
    assert worker.told == [("done", "second"), ("ended", "second")]


def open_again(desk: Desk, path: Path) -> None:
    desk.state.open_outright(path)


def close(desk: Desk, _: Path) -> None:
    desk.state.close()


@pytest.mark.parametrize("leave", [open_again, close])
def test_of_a_plan_that_was_left_nothing_more_is_heard(
    worker: Worker, plan_path: Path, leave: Callable[[Desk, Path], None]
) -> None:
    gate = worker.gate()

    def do(progress: Progress) -> None:
        progress("Before", 0.1)
        gate.hold()
        progress.keep("After", 0.9)

    desk = worker.desk
    worker.job.begin(worker.asked("first", do))
    desk.qtbot.waitUntil(gate.reached.is_set)
    left = desk.state.opened if leave is open_again else desk.state.closed
    with desk.qtbot.waitSignal(left, timeout=PATIENCE):
        leave(desk, plan_path)
        gate.open.set()
    worker.settle()
    assert worker.told == []
    assert not worker.job.running
    assert worker.job.what != "After"


def test_who_hears_of_the_new_plan_first_may_ask_it_something(desk: Desk, plan_path: Path) -> None:
    told, asked = list[object](), list[LongJob]()
    desk.state.opened.connect(lambda: asked[0].read(lambda plan: plan.path, told.append))
    asked.append(LongJob(desk.state))
    asked[0].read(lambda _: "the old one", told.append)
    with desk.qtbot.waitSignal(desk.state.opened, timeout=PATIENCE):
        desk.state.open_outright(plan_path)
    desk.settle()
    assert told == [plan_path]


def test_what_is_not_of_the_plan_goes_on_when_another_is_opened(
    desk: Desk, plan_path: Path
) -> None:
    worker = Worker(desk, "apart", LongJob(desk.state, of_plan=False))
    gate = worker.gate()
    worker.job.begin(worker.asked("first", lambda _: gate.hold()))
    desk.qtbot.waitUntil(gate.reached.is_set)
    desk.state.open(plan_path)
    gate.open.set()
    desk.qtbot.waitUntil(lambda: not worker.job.running)
    assert worker.told == [("done", "first"), ("ended", "first")]


def test_an_owner_that_is_gone_hears_nothing(worker: Worker) -> None:
    owner = QObject()
    worker.job = LongJob(worker.desk.state, owner)
    gate = worker.gate()
    worker.job.begin(worker.asked("first", lambda _: gate.hold()))
    worker.desk.qtbot.waitUntil(gate.reached.is_set)
    owner.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    worker.settle()
    assert worker.told == []
    assert not worker.desk.heard.unexpected


@pytest.mark.parametrize("at", [0, 1, 2])
def test_a_job_of_many_steps_is_cancelled_at_each_of_them(desk: Desk, at: int) -> None:
    job, did, told = LongJob(desk.state), list[str](), list[object]()

    def steps(progress: Progress) -> Steps[str]:
        try:
            for number, step in enumerate((job.reading, job.apart, None)):
                progress(f"Step {number}", number / 3)
                yield step(lambda *_: did.append("step")) if step else job.turn()
        finally:
            did.append("put away")
        return "whole"

    def hear() -> None:
        if job.what == f"Step {at}":
            job.cancel()

    job.changed.connect(hear)
    cancelled = partial(told.append, "cancelled")
    job.begin(Job(steps, told.append, cancelled=cancelled, title="Many steps"))
    desk.qtbot.waitUntil(lambda: not job.running)
    desk.settle()
    assert told == ["cancelled"]
    assert did == ["step"] * at + ["put away"]


def test_a_job_of_many_steps_gives_the_window_its_turn_and_then_its_result(desk: Desk) -> None:
    job, told = LongJob(desk.state), list[object]()

    def steps(_: Progress) -> Steps[int]:
        first: int = yield job.reading(lambda plan: len(plan.document().kinds))
        yield job.turn()
        second: int = yield job.apart(lambda: first + 1)
        return second - first

    job.begin(Job(steps, told.append))
    desk.qtbot.waitUntil(lambda: told == [1])
    job.begin(Job(one(job.turn()), told.append))
    desk.qtbot.waitUntil(lambda: told == [1, None])


@pytest.mark.parametrize("then", ["ends", "fails", "goes on"])
def test_a_step_that_begins_another_in_its_place_leaves_that_alone(desk: Desk, then: str) -> None:
    job, told = LongJob(desk.state), list[object]()

    def steps(_: Progress) -> Steps[str]:
        job.read(lambda _: "the other", told.append)
        if then == "fails":
            raise ValueError(then)
        if then == "goes on":
            yield job.apart(lambda: told.append("went on"))
        return "this"

    job.begin(Job(steps, told.append, "It failed", title="One that begins another"))
    running = [job.running]
    desk.settle()
    running.append(job.running)
    assert told == ["the other"]
    assert running == [True, False]
    assert not desk.heard.unexpected


@pytest.mark.parametrize("error", [Refusal("No."), ValueError("odd")])
def test_a_failure_that_nobody_says_is_told_by_a_notice(desk: Desk, error: Exception) -> None:
    def work(_: OpenPlan) -> None:
        raise error

    desk.heard.notices.clear()
    LongJob(desk.state, desk.state).read(work, lambda _: None, "The answer could not be had")
    desk.settle()
    known = isinstance(error, CspError)
    assert [each.sentence for each in desk.heard.notices] == (["No."] if known else [])
    told = [] if known else [(error, "The answer could not be had")]
    assert desk.heard.unexpected == told


def test_a_job_is_over_for_who_hears_of_it_even_if_that_fails(desk: Desk) -> None:
    job, shown = LongJob(desk.state), list[bool]()

    def done(_: object) -> None:
        raise ValueError("in what is done with the result")

    job.changed.connect(lambda: shown.append(job.running))
    with pytest.raises(ValueError, match="done with the result"):
        job.begin(Job(_at_once, done))
    assert shown == [True, False]


def _at_once(_: Progress) -> Steps[None]:
    yield from ()
