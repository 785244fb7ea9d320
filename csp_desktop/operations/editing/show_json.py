"""The plan as data for scripts: the document that `show --json` prints."""

from __future__ import annotations

from typing import Any

from csp_desktop.measures.due import MARKS, DueItem, due_items, marks_by_action
from csp_desktop.measures.kpi.rating import NOT_RATED
from csp_desktop.measures.kpi.scorecard import standing_of
from csp_desktop.measures.kpi.to_be_named import folded_words, to_be_named
from csp_desktop.operations.editing.history import former_refs, told_of
from csp_desktop.operations.editing.vocabulary import as_data, learned
from csp_desktop.operations.session.lookup import find
from csp_desktop.operations.session.open_plan import OpenPlan
from csp_desktop.plan.document import Document, Record, told
from csp_desktop.plan.field_types import Per
from csp_desktop.plan.fields import FieldTable, Kind
from csp_desktop.plan.values import Value, words

_LISTED = {
    "partners": "partner",
    "people": "person",
    "linked_strategies": "strategy",
    "case_studies": "case_study",
    "duties": "duty",
    "figures": "figure",
    "benchmark_series": "benchmark",
}
"""The kinds of record that are listed as they are, by what the printed document calls them."""

# What the printed document calls by another name or in another shape than the field table.
_SHAPED = {"strategic_priority", "delivery_priority"}


def show(plan: OpenPlan, ref: str | None = None) -> dict[str, Any]:
    """The plan as one nested document of plain values; with `ref`, that one record of it.

    Each action lists its former refs; one of those may be given as `ref` too.
    """
    document = plan.document()
    wanted = told_of(plan, document, ref)[0].id if ref is not None else None
    made = shown(document, plan.table, document.plan.text("working_quarter"), wanted)
    for action in made["actions"]:
        record = document.record("action", action["id"])
        action["former_refs"] = former_refs(plan, record) if record else []
    return made


def shown(
    document: Document, table: FieldTable, quarter: str, ref: str | None = None
) -> dict[str, Any]:
    """A document as `show` gives it, of the plan or a snapshot, with dates judged at `quarter`."""
    actions = document.actions()
    due = due_items(document, quarter)
    indicators = sorted(
        document.of("indicator"),
        key=lambda each: (_priority_label(document, each), each.text("name"), each.id),
    )
    if ref is not None:
        wanted = find(document, table, ref)
        actions = [each for each in actions if each.id == wanted.id]
        indicators = [each for each in indicators if each.id == wanted.id]
        due = [each for each in due if wanted.id in each.ids]
    marks = marks_by_action(due)
    return {
        "plan": {
            "id": document.plan_id,
            "years": document.years(),
            **_plain(document, table, document.plan),
        },
        "strategic_priorities": [
            {**_plain(document, table, each), **_listed(each, "outcomes", "linked_strategies")}
            for each in document.strategic_priorities()
        ],
        "delivery_priorities": [
            {
                **_plain(document, table, each),
                **_listed(each, "improvement_actions"),
                "strategic_priority": _priority_number(document, each),
            }
            for each in document.delivery_priorities()
        ],
        "actions": [
            {**_action(document, table, each), **_marks(marks.get(each.id, frozenset()))}
            for each in actions
        ],
        "milestones": [_milestone(document, table, each) for each in due if each.milestone],
        "indicators": [_indicator(document, table, each) for each in indicators],
        "to_be_named": [each.id for each in indicators if to_be_named(each)],
        "groups": _all_of(document, table, "group"),
        "themes": _all_of(document, table, "theme"),
        "governance": _governance(document, table),
        "words": as_data(learned(document)),
        **{name: _all_of(document, table, kind) for name, kind in _LISTED.items()},
    }


def _milestone(document: Document, table: FieldTable, item: DueItem) -> dict[str, Any]:
    record = item.milestone or item.action
    return {
        "id": record.id,
        **_plain(document, table, record),
        "action_id": item.action.id,
        "done": item.timing.done,
        **_marks(item.timing.marks),
        "contested": _contested(record),
        "unconfirmed": record.marked("unconfirmed"),
    }


def _marks(marks: frozenset[str]) -> dict[str, bool]:
    return {mark: mark in marks for mark in MARKS}


def _governance(document: Document, table: FieldTable) -> dict[str, Any]:
    """Who reports to whom, and what the plan says of its indicators' governance."""
    wanted = ("id", "name", "role", "lead", "email", "reports_to")
    groups = _all_of(document, table, "group")
    return {
        "text": document.plan.get("governance"),
        "groups": [{name: each[name] for name in wanted} for each in groups],
    }


def _all_of(document: Document, table: FieldTable, kind: str) -> list[dict[str, Any]]:
    records = sorted(document.of(kind), key=lambda each: each.id)
    return [{"id": each.id, **_plain(document, table, each), **_by_period(table, each)}
            for each in records]  # fmt: skip


def _plain(document: Document, table: FieldTable, record: Record) -> dict[str, Any]:
    kind = table.kind(record.kind)
    return {
        field.name: told(document, table, field, record.get(field.name))
        for field in (kind.fields_per(Per.NONE) if kind else ())
        if field.name not in _SHAPED
    }


def _by_period(table: FieldTable, record: Record) -> dict[str, Any]:
    kind = table.kind(record.kind)
    fields = kind.fields if kind else ()
    return {
        field.name: {
            period: record.get(field.name, period) for period in record.periods(field.name)
        }
        for field in fields
        if field.per is not Per.NONE
    }


def _listed(record: Record, *names: str) -> dict[str, list[str]]:
    return {name: list(record.items(name)) for name in names}


def _action(document: Document, table: FieldTable, action: Record) -> dict[str, Any]:
    kind = table.kind("action")
    assert kind  # noqa: S101
    return {
        "id": action.id,
        **_plain(document, table, action),
        **_listed(action, "lead_partners", "supporting_partners", "themes", "linked_strategies"),
        "cross_references": _references(document, table, action),
        "strategic_priority": _priority_number(document, action),
        "delivery_priority": _priority_label(document, action) or None,
        "years": _periods(kind, action, Per.YEAR, document.years()),
        "quarters": _periods(kind, action, Per.QUARTER, ()),
        "contested": _contested(action),
        "unconfirmed": action.marked("unconfirmed"),
    }


def _references(document: Document, table: FieldTable, action: Record) -> list[str]:
    field = table.field("action", "cross_references")
    named = told(document, table, field, list(action.items("cross_references")))
    return named if isinstance(named, list) else []


def _contested(record: Record) -> list[str]:
    return [*record.marked("contested"), *(["exists"] if record.contested else [])]


def _periods(
    kind: Kind, record: Record, per: Per, always: list[str] | tuple[()]
) -> dict[str, dict[str, Value]]:
    fields = kind.fields_per(per)
    periods = record.periods(*(field.name for field in fields))
    wanted = [*always, *(each for each in periods if each not in always)]
    return {
        period: {field.name: record.get(field.name, period) for field in fields}
        for period in wanted
    }


def _indicator(document: Document, table: FieldTable, record: Record) -> dict[str, Any]:
    years = document.years()
    known = [each for each in record.periods("target", "actual") if " " not in each and "/" in each]
    return {
        "id": record.id,
        **_plain(document, table, record),
        "strategic_priority": _priority_number(document, record),
        "delivery_priority": _priority_label(document, record) or None,
        "years": {
            year: _year(document, record, year)
            for year in [*years, *(each for each in known if each not in years)]
        },
        "periods": {
            period: {
                "actual": record.get("actual", period),
                "data_state": record.get("data_state", period),
            }
            for period in record.periods("actual", "data_state")
        },
        "contested": _contested(record),
        "unconfirmed": record.marked("unconfirmed"),
    }


def _year(document: Document, record: Record, year: str) -> dict[str, Value]:
    """A year's figures once it is over: figures to date are in the periods."""
    standing = standing_of(document, record, year)
    over = not standing.so_far
    return {
        "target": record.get("target", year),
        "actual": standing.actual if over else record.get("actual", year),
        "rating": standing.rating.rating if over else NOT_RATED,
    }


def _priority_number(document: Document, record: Record) -> Value:
    priority = document.priority_of(record)
    return priority.get("number") if priority else None


def _priority_label(document: Document, record: Record) -> str:
    delivery = document.record("delivery_priority", record.text("delivery_priority"))
    return delivery.text("label") if delivery else ""


def as_text(document: dict[str, Any], *, whole: bool) -> str:
    """A document of `show` as text to read: the plan in outline, or one record in full."""
    if whole:
        return "\n".join(_outline(document))
    records = [*document["actions"], *document["indicators"], *document["milestones"]]
    return "\n\n".join("\n".join(_in_full(record)) for record in records)


def _outline(document: dict[str, Any]) -> list[str]:
    lines = [document["plan"]["title"] or document["plan"]["id"]]
    for action in document["actions"]:
        latest = list(action["quarters"].items())[-1:]
        status = "".join(f"  [{when}: {cells['status'] or 'no update'}]" for when, cells in latest)
        leads = ", ".join(action["lead_partners"])
        lines.append(f"{action['ref'] or '?':>6}  {action['title'] or ''} ({leads}){status}")
    folded = document["to_be_named"]
    lines += [
        f"        {each['name']}" for each in document["indicators"] if each["id"] not in folded
    ]
    return [*lines, f"        {folded_words(folded)}"] if folded else lines


def _in_full(record: dict[str, Any]) -> list[str]:
    lines = []
    for name, value in record.items():
        if isinstance(value, dict):
            for period, cells in value.items():
                told_cells = "; ".join(
                    f"{k}: {words(v)}" for k, v in cells.items() if v is not None
                )
                lines.append(f"{period}: {told_cells or 'nothing yet'}")
        elif value not in (None, [], ""):
            lines.append(f"{name}: {words(value)}")
    return lines
