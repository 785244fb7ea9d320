"""How long two states of a plan take to be laid side by side, and how long other threads wait.

    python bench/snapshots.py

What is timed is what the window asks of the plan's thread: freezing, writing and reading what was
frozen, comparing, and putting every line into words. Beside each stands the longest time for which
another thread, such as the window's own, did not get its turn. Held to: time that grows linearly
from 1,000 to 10,000 actions; no wait of over 100 ms.
"""

from __future__ import annotations

import gc
import statistics
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from csp_desktop.gui.snapshots.lines import lines_of
from csp_desktop.measures.snapshot.compare import compare
from csp_desktop.measures.snapshot.frozen import Frozen, as_text, freeze, pack, read, unpack
from csp_desktop.measures.snapshot.moves import counts, moves
from csp_desktop.operations.snapshots.compare import ComparedState, SideBySide
from csp_desktop.plan.document import Document
from csp_desktop.plan.fields import SHIPPED
from csp_desktop.plan.values import Value
from tests.documents import changed, large, with_progress

QUARTERS = ("2016/17 Q1", "2016/17 Q2")
SIZES = (1_000, 3_000, 10_000)
TURNS = 3
PAUSE = 0.001


def main() -> None:
    """Print by size what each step takes, and how long the others waited."""
    gc.disable()  # as in the window, which tidies up on its own thread
    steps = ("freeze", "write", "read", "compare", "lines")
    print(f"{'':16}" + "".join(f"{each:>18}" for each in steps))
    each_action = []
    for size in SIZES:
        taken = steps_of(with_progress(large(size)))
        told = "".join(f"{seconds * 1e3:9.0f} ms, {wait * 1e3:3.0f}" for seconds, wait in taken)
        print(f"{size:8,} actions{told}")
        each_action.append(sum(seconds for seconds, _ in taken) / size * 1e6)
        gc.collect()
    print("us an action: " + ", ".join(f"{each:.0f}" for each in each_action))
    print(f"ratio {each_action[-1] / each_action[0]:.2f}")


def steps_of(plan: Document) -> list[tuple[float, float]]:
    """What each step takes for a plan, and the longest that another thread waited in it."""
    before = freeze(plan, QUARTERS[0])
    after = later(plan)
    steps: list[Callable[[], object]] = [
        lambda: freeze(after, QUARTERS[1]),
        lambda: pack(as_text(before)),
    ]
    packed = pack(as_text(before))
    now = freeze(after, QUARTERS[1])
    steps += [lambda: read(unpack(packed)), lambda: compare(before, now)]
    steps.append(lambda: all_lines(before, now))
    return [timed(step) for step in steps]


def later(plan: Document) -> Document:
    """The plan with other statuses for half of its actions, and words for a third."""
    made = []
    for number, action in enumerate(plan.actions()):
        values: dict[str, Value] = {}
        if number % 2:
            values[f"status@{QUARTERS[1]}"] = "off track"
        if number % 3 == 0:
            values[f"commentary@{QUARTERS[1]}"] = f"Two posts in ward {number % 97} are vacant."
        made.append(("action", action.id, changed(action, values)))
    return plan.with_records(made)


def all_lines(before: Frozen, now: Frozen) -> object:
    """Every line of the comparison in words."""
    found = moves(compare(before, now), before, now)
    return lines_of(
        SideBySide(ComparedState(before), ComparedState(now), found, counts(found)), SHIPPED
    )


def timed(act: Callable[[], object]) -> tuple[float, float]:
    """The median seconds of a few turns, and the longest wait of another thread in them."""
    taken: list[float] = []
    waits: list[float] = []
    for _ in range(TURNS):
        ended = threading.Event()
        beating = threading.Thread(target=beat, args=(ended, waits))
        beating.start()
        began = time.perf_counter()
        act()
        taken.append(time.perf_counter() - began)
        ended.set()
        beating.join()
    return statistics.median(taken), max(waits, default=0.0)


def beat(ended: threading.Event, waits: list[float]) -> None:
    """Note how much longer than asked for each pause took, until told to end."""
    while not ended.is_set():
        began = time.perf_counter()
        time.sleep(PAUSE)
        waits.append(time.perf_counter() - began - PAUSE)


if __name__ == "__main__":
    main()
