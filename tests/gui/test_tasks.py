"""Work on the plan's own thread: one end each, in order, on the window's thread, none too late."""

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from typing import Any, cast

import pytest
from pytestqt.qtbot import QtBot

from csp_desktop.errors import Failure, Refusal
from csp_desktop.gui.session.plan_thread import NoPlanOpen, Tasks


class FakePlan:
    """A plan that knows on which thread it was made, and notices any other."""

    def __init__(self, name: str = "plan") -> None:
        self.name = name
        self.thread = threading.get_ident()
        self.closed = False
        self.did: list[int] = []

    def do(self, number: int) -> int:
        assert threading.get_ident() == self.thread
        assert not self.closed
        self.did.append(number)
        return number

    def kindly(self) -> AbstractContextManager[None]:
        return nullcontext()

    def close(self) -> None:
        assert threading.get_ident() == self.thread
        self.closed = True


class Ends:
    """How tasks ended, in order, and on which thread that was told."""

    def __init__(self) -> None:
        self.all: list[Any] = []
        self.threads: set[int] = set()

    def add(self, end: Any) -> None:
        self.all.append(end)
        self.threads.add(threading.get_ident())


def name_of(plan: Any) -> str:
    assert isinstance(plan, FakePlan)
    return plan.name


def doing(number: int, pause: float = 0) -> Callable[[Any], int]:
    def work(plan: Any) -> int:
        threading.Event().wait(pause)
        return int(plan.do(number))

    return work


def ignore(_: object) -> None:
    pass


def opener(plan_name: str, made: list[FakePlan]) -> Callable[[], Any]:
    def open_it() -> FakePlan:
        made.append(FakePlan(plan_name))
        return made[-1]

    return open_it


@pytest.fixture
def tasks(qapp: object) -> Iterator[Tasks]:
    assert qapp is not None
    made = Tasks()
    yield made
    made.finish()


@pytest.fixture
def ends() -> Ends:
    return Ends()


@pytest.fixture
def plans() -> list[FakePlan]:
    return []


def settled(qtbot: QtBot, tasks: Tasks) -> None:
    """Wait until everything asked for so far has been done and told."""
    done: list[bool] = []
    tasks.apart(lambda: True, done.append, lambda error: done.append(bool(error)))
    qtbot.waitUntil(lambda: bool(done))


def test_results_come_in_order_on_the_windows_thread(
    qtbot: QtBot, tasks: Tasks, ends: Ends, plans: list[FakePlan]
) -> None:
    tasks.open(opener("one", plans), name_of, ends.add, ends.add)
    tasks.open(opener("two", plans), name_of, ends.add, ends.add)
    for number in range(50):
        tasks.run(doing(number), ends.add, ends.add)
    settled(qtbot, tasks)
    assert ends.all == ["two", *range(50)]
    assert plans[1].did == list(range(50))
    assert ends.threads == {threading.get_ident()}
    assert plans[0].thread != threading.get_ident()
    assert plans[0].closed
    assert not plans[1].closed


@pytest.mark.parametrize(
    "error", [Refusal("No."), Failure("Full."), ValueError("odd"), KeyError(1)]
)
def test_an_error_is_the_one_end_of_its_task(
    qtbot: QtBot, tasks: Tasks, ends: Ends, plans: list[FakePlan], error: Exception
) -> None:
    def fail(_: object) -> None:
        raise error

    tasks.open(opener("one", plans), name_of, ignore, ends.add)
    tasks.run(fail, ends.add, lambda raised: ends.add(("failed", raised)))
    tasks.run(doing(2), ends.add, ends.add)
    settled(qtbot, tasks)
    assert ends.all == [("failed", error), 2]


def test_late_results_of_a_closed_plan_are_dropped_and_its_work_is_done(
    qtbot: QtBot, tasks: Tasks, ends: Ends, plans: list[FakePlan]
) -> None:
    go = threading.Event()

    def slow(plan: Any) -> int:
        go.wait(5)
        return int(plan.do(1))

    tasks.open(opener("one", plans), name_of, ignore, ends.add)
    settled(qtbot, tasks)
    tasks.run(slow, ends.add, ends.add)
    tasks.run(lambda _: 1 / 0, ends.add, ends.add)
    tasks.close(lambda: ends.add("closed"))
    go.set()
    settled(qtbot, tasks)
    assert ends.all == ["closed"]
    assert plans[0].did == [1]
    assert plans[0].closed


def test_without_a_plan_a_task_is_refused(qtbot: QtBot, tasks: Tasks, ends: Ends) -> None:
    tasks.run(lambda plan: plan.path, ends.add, lambda error: ends.add(type(error)))
    settled(qtbot, tasks)
    assert ends.all == [NoPlanOpen]


def test_when_the_next_plan_does_not_open_none_is_open(
    qtbot: QtBot, tasks: Tasks, ends: Ends, plans: list[FakePlan]
) -> None:
    def refuse() -> Any:
        raise Refusal("Not a plan.")

    tasks.open(opener("one", plans), name_of, ignore, ends.add)
    tasks.open(refuse, name_of, ends.add, lambda error: ends.add(str(error)))
    tasks.run(lambda plan: plan.path, ends.add, lambda error: ends.add(type(error)))
    settled(qtbot, tasks)
    assert ends.all == ["Not a plan.", NoPlanOpen]
    assert plans[0].closed


def test_finishing_waits_for_the_writes_in_flight(
    qtbot: QtBot, tasks: Tasks, ends: Ends, plans: list[FakePlan]
) -> None:
    tasks.open(opener("one", plans), name_of, ignore, ends.add)
    for number in range(20):
        tasks.run(doing(number, pause=0.005), ends.add, ends.add)
    tasks.finish()
    assert plans[0].did == list(range(20))
    assert plans[0].closed
    qtbot.wait(20)
    assert ends.all == []
    tasks.run(doing(99), ends.add, ends.add)
    qtbot.wait(20)
    assert plans[0].did[-1] == 19


def test_a_plan_that_does_not_close_cleanly_is_logged_and_the_next_opens(
    qtbot: QtBot,
    tasks: Tasks,
    ends: Ends,
    plans: list[FakePlan],
    expect_log: Callable[[str], None],
) -> None:
    class Stuck(FakePlan):
        def close(self) -> None:
            raise OSError("stuck")

    expect_log("did not close cleanly")
    tasks.open(lambda: cast("Any", Stuck()), name_of, ignore, ends.add)
    tasks.open(opener("two", plans), name_of, ends.add, ends.add)
    settled(qtbot, tasks)
    assert ends.all == ["two"]


def test_a_task_apart_is_told_though_the_plan_has_changed(
    qtbot: QtBot, tasks: Tasks, ends: Ends, plans: list[FakePlan]
) -> None:
    tasks.apart(lambda: "read", ends.add, ends.add)
    tasks.open(opener("one", plans), name_of, ends.add, ends.add)
    settled(qtbot, tasks)
    assert ends.all == ["read", "one"]
