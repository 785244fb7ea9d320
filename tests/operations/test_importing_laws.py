"""The laws of reading workbooks of one's own, over drawn layouts, headers, words and dates.

Every filled cell is in the plan, in Notes, or in the list of what was not taken; and no value
stands in a field or a period that its header does not name.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from csp_desktop.plan.fields import SHIPPED
from csp_desktop.workbook.importing.import_reader import read_with
from csp_desktop.workbook.importing.suggest_map import suggest
from csp_desktop.workbook.package.model import Book, CellRange, Grid, GridCell
from tests.operations.test_importing import accounted, actions, unfounded

NOTES = "notes"
Q2 = "2016/17 Q2"


@dataclass(frozen=True)
class Heading:
    """How a column may be headed, where its cells belong, and what they may say."""

    headers: tuple[str, ...]
    place: str
    values: st.SearchStrategy[tuple[str, object]]


def said(*pairs: tuple[str, object]) -> st.SearchStrategy[tuple[str, object]]:
    return st.sampled_from(pairs)


def itself(*texts: str) -> st.SearchStrategy[tuple[str, object]]:
    return st.sampled_from([(text, text) for text in texts])


def listed(*texts: str) -> st.SearchStrategy[tuple[str, object]]:
    return st.sampled_from([(text, [each.strip() for each in text.split(";")]) for text in texts])


WAYS: tuple[Callable[[date], str], ...] = (
    lambda day: f"{day:%d/%m/%Y}",
    lambda day: f"{day:%d.%m.%y}",
    lambda day: f"{day:%d-%m-%Y}",
    lambda day: f"{day:%Y-%m-%d}",
    lambda day: f"{day:%Y-%m-%d} 00:00:00",
    lambda day: f"{day:%d %B %Y}",
    lambda day: f"{day:%d %b %y}",
    lambda day: f"{day:%d-%b-%y}",
    lambda day: f"{day.day}th {day:%B} {day.year}",
    lambda day: f"{day:%B} {day.day}, {day.year}",
    lambda day: f"by {day:%d/%m/%Y}",
    lambda day: f"({day:%d/%m/%Y})",
)


@st.composite
def days(draw: st.DrawFn) -> tuple[str, object]:
    day = draw(st.dates(date(2014, 4, 1), date(2019, 3, 31)))
    return draw(st.sampled_from(WAYS))(day), day.isoformat()


STATUS = said(
    ("Green", "on track"), ("A", "at risk"), ("🔴", "off track"), ("Complete", "complete"),
    ("In progress – some delay", "at risk"), ("Red/Amber", "off track"),
    ("On track - but at risk", "at risk"), ("Ar y trywydd iawn / On track", "on track"),
    ("Not due to start", "not started"), ("Overdue", "off track"), ("Ongoing", "ongoing"),
)  # fmt: skip
HEADINGS = (
    Heading(("Lead", "Lead agency", "By whom", "Arweinydd"), "lead_partners",
            listed("Police", "Council; Probation", "Health & Wellbeing Board")),
    Heading(("Supporting agencies", "Supporting partners", "Supported by"), "supporting_partners",
            listed("NHS", "Fire; ICB")),
    Heading(("SRO", "Named officer", "Lead officer"), "lead_officer", itself("Ann Lee", "R. Shah")),
    Heading(("Start date", "Date started"), "start_date", days()),
    Heading(("Due date", "By when", "Timescale", "Deadline", "End date"), "due_date", days()),
    Heading(("Forecast date", "Revised due date"), "forecast_date", days()),
    Heading(("Date completed", "Actual date"), "completed_on", days()),
    Heading(("RAG", "Status", "BRAG rating", "Statws / Status"), f"status@{Q2}", STATUS),
    Heading(("Path to green", "Next steps"), f"corrective_action@{Q2}",
            itself("Second crew", "Re-procure")),
    Heading(("Success measure", "How will we know?"), "measure", itself("Visits", "Cases closed")),
    Heading(("Expected outcome", "Canlyniad / Outcome"), "expected_outcome",
            itself("Less harm", "People feel safe")),
    Heading(("% complete", "Progress bar"), NOTES, itself("65%", "100%")),
    Heading(("Spend to date", "Budget (£)"), NOTES, itself("48200.5", "12000")),
    Heading(("Risk score (L x I)",), NOTES, itself("6", "16")),
    Heading(("Dependencies",), NOTES, itself("SC-03", "Wayleave")),
)  # fmt: skip
TITLES = ("Run patrols", "Train wardens", "Light the park", "Mark property", "Visit schools")


@dataclass(frozen=True)
class Drawn:
    """A drawn workbook, and what each action is to hold where."""

    book: Book
    expected: dict[str, dict[str, object]]


@st.composite
def drawn(draw: st.DrawFn) -> Drawn:
    some = draw(st.lists(st.sampled_from(HEADINGS), min_size=3, max_size=9, unique=True))
    # One that says how an action goes, so that the table reads as one of actions.
    columns = [*some] if HEADINGS[7] in some else [*some, HEADINGS[7]]
    heads = [draw(st.sampled_from(each.headers)) for each in columns]
    top = draw(st.integers(1, 4))
    left = draw(st.integers(0, 2))
    cells: dict[tuple[int, int], GridCell] = {}
    merged: list[CellRange] = []
    if top > 2:
        cells[1, left + 1] = GridCell("Safer Borough action plan, Quarter 2 2016/17")
        merged.append(CellRange(1, left + 1, 1, left + len(columns) + 2))
    for number, head in enumerate(["Ref", "Action", *heads], left + 1):
        cells[top, number] = GridCell(head)
    expected: dict[str, dict[str, object]] = {}
    row = top
    for number in range(draw(st.integers(2, 5))):
        if draw(st.booleans()):
            row += 1
            cells[row, left + 1] = GridCell(f"Priority {number + 1}: Theme {number + 1}")
            merged.append(CellRange(row, left + 1, row, left + len(columns) + 2))
        row += 1
        ref = f"CS{number + 1}" if top % 2 else f"1.{number + 1}"
        values = expected[ref] = {"title": TITLES[number]}
        cells[row, left + 1], cells[row, left + 2] = GridCell(ref), GridCell(TITLES[number])
        for at, (each, head) in enumerate(zip(columns, heads, strict=True), left + 3):
            if not draw(st.integers(0, 4)):
                continue
            text, value = draw(each.values)
            cells[row, at] = GridCell(text)
            if each.place == NOTES:
                values[NOTES] = f"{values.get(NOTES, '')}\n{head}: {text}".strip()
            else:
                values[each.place] = value
    sheet = Grid("Plan", "visible", cells, tuple(merged))
    return Drawn(Book("plan.xlsx", "", (sheet,), saved_at="2016-08-01T09:00:00Z"), expected)


@settings(suppress_health_check=list(HealthCheck))
@given(drawn())
def test_no_value_is_dropped_or_stands_where_its_header_does_not_say(made: Drawn) -> None:
    found = read_with(made.book, suggest(made.book, SHIPPED, "2016-08-01"), SHIPPED)
    assert not accounted(made.book, found)
    assert not unfounded(made.book, found)
    held = actions(found)
    assert set(held) == set(made.expected)
    for ref, values in made.expected.items():
        for place, value in values.items():
            assert held[ref].get(place) == value, (ref, place)
