"""Reports for tests: of the shipped plan with two quarters of progress, and of hostile texts."""

from __future__ import annotations

import struct
import zlib
from functools import cache

from csp_desktop.changes.change import Cell
from csp_desktop.changes.conflicts import ConflictSide, OpenConflict
from csp_desktop.measures.kpi.charts import chart_of
from csp_desktop.measures.report.model import Report
from csp_desktop.measures.report.report import report
from csp_desktop.measures.report.report_context import Scope, Source
from csp_desktop.measures.snapshot.frozen import as_text, freeze, read
from csp_desktop.plan.document import Document
from csp_desktop.plan.values import Value
from tests.documents import changed, document, hackney, record

Q1, Q2 = "2016/17 Q1", "2016/17 Q2"
STATUSES = ("on track", "at risk", "off track", "complete", "tbc", "delegated", "ongoing")

HOSTILE = {
    "markup": "<script>alert(1)</script> <b>&amp; </td></table> <para> %s {0} ]]>",
    "right-to-left": "\u0645\u0631\u062d\u0628\u0627 \u05e9\u05dc\u05d5\u05dd \u202eabc\u202c",
    "emoji": "\U0001f6a8 \U0001f469\u200d\U0001f692 caf\u00e9 na\u00efve \u2014 \u2264",
    "long": "Wordy " * 5000,
    "unbroken": "x" * 3000,
    "formula": '=HYPERLINK("http://example.org","click")',
    "command": "@SUM(1+1)*cmd|' /C calc'!A0",
    "escaped": "_x0041_ &#x41; \\u0041",
    "control": "bell\x07 and \x0b tab",
    "lines": "one\ntwo\n\nthree",
}


def progressed(plan: Document, quarter: str, turn: int) -> Document:
    """The plan with a status, commentary and more for most actions in a quarter."""
    made = []
    for number, action in enumerate(plan.actions()):
        if number % 8 == 7:
            continue
        values: dict[str, Value] = {
            f"status@{quarter}": STATUSES[(number + turn * (number % 3 == 0)) % len(STATUSES)],
            f"commentary@{quarter}": f"Commentary {number} of {quarter}",
            f"corrective_action@{quarter}": f"Corrective {number}" if number % 2 else None,
            f"evidence@{quarter}": f"Evidence {number}",
        }
        made.append(("action", action.id, changed(action, values)))
    return plan.with_records(made)


def with_dates(plan: Document) -> Document:
    """The plan with dates: 1.1 and a milestone of 1.2 overdue, 1.2 due soon and slipping."""
    dates: dict[str, dict[str, Value]] = {
        "1.1": {"due_date": "2016-09-30", "status@2016/17 Q2": "at risk"},
        "1.2": {"due_date": "2016-12-31", "forecast_date": "2017-02-28", "lead_officer": "Jo Bell",
                "status@2016/17 Q2": "on track"},
        "1.3": {"due_date": "2016-07-01", "status@2016/17 Q2": "complete"},
    }  # fmt: skip
    found = {ref: plan.with_ref(ref)[0] for ref in dates}
    step = {"action": found["1.2"].id, "title": "Letters sent", "due": "2016-08-01"}
    return plan.with_records([
        *(("action", each.id, changed(each, dates[ref])) for ref, each in found.items()),
        ("milestone", "m1", record("milestone", "m1", step)),
    ])  # fmt: skip


@cache
def two_quarters() -> Source:
    """The shipped plan at its second quarter, compared with its first."""
    one = progressed(hackney(), Q1, 0)
    plan = one.plan
    two = progressed(one, Q2, 1).with_records(
        [("plan", plan.id, changed(plan, {"working_quarter": Q2}))]
    )
    two = with_dates(two)
    knife = two.record("indicator", "ind-knife")
    assert knife is not None
    figures: dict[str, Value] = {"actual@2016/17": -30, "data_state@2016/17": "provisional"}
    two = two.with_records([("indicator", knife.id, changed(knife, figures))])
    revised = two.record("indicator", knife.id)
    assert revised is not None
    waiting = [
        OpenConflict(
            "c1", "edit", "1.1", Cell("action", "a", "title"), "A", (ConflictSide(1, "B"),)
        )
    ]
    out = [{"group": "Partnership Tasking", "actions": 16, "due": "2016-10-31"}]
    return Source(
        read(as_text(freeze(two, Q2, waiting, out))), "Q2 as reported", "2016-10-14T10:00:00+01:00",
        "R. Adeyemi", read(as_text(freeze(one, Q1))), "Q1 as reported",
        charts={"ind-knife": chart_of(two, revised, Q2)},
    )  # fmt: skip


@cache
def whole() -> Report:
    """The report on the whole of it."""
    return report(two_quarters(), Scope("Whole plan", readers="Statutory Officers Group"))


@cache
def hostile() -> Report:
    """A report in which every text would break some format."""
    records = [record("year", "2016/17", {"name": "2016/17"})]
    records.append(record("strategic_priority", "s", {"number": 1, "title": HOSTILE["markup"]}))
    for number, text in enumerate(HOSTILE.values()):
        values: dict[str, Value] = {
            "ref": f"1.{number}", "title": text[:200], "strategic_priority": "s",
            "lead_partners": [text[:50]], f"status@{Q2}": "off track", f"commentary@{Q2}": text,
            f"corrective_action@{Q2}": text, f"evidence@{Q2}": text, "state@2016/17": "planned",
            "planned@2016/17": text,
        }  # fmt: skip
        records.append(record("action", f"a{number}", values))
    records.append(record("indicator", "k", {"name": HOSTILE["formula"], "unit": "%"}))
    titled: dict[str, Value] = {"title": HOSTILE["markup"], "borough": HOSTILE["emoji"]}
    records.append(record("plan", "plan", titled))
    frozen = freeze(document(records), Q2)
    return report(Source(frozen, HOSTILE["formula"], "2016-10-14"), Scope(HOSTILE["markup"]))


def png(wide: int = 4, high: int = 2) -> bytes:
    """A picture, white all over."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        made = struct.pack(">I", len(content)) + kind + content
        return made + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", wide, high, 8, 2, 0, 0, 0)
    rows = (b"\x00" + b"\xff" * 3 * wide) * high
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )
