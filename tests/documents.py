"""Documents for tests: a small plan built by hand, the shipped one, and a large one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache

from csp_desktop import paths
from csp_desktop.plan.document import Document, Held, Record
from csp_desktop.plan.statuses import STATUSES, YEAR_STATES
from csp_desktop.plan.values import Value

YEARS = ("2015/16", "2016/17", "2017/18")


def record(
    kind: str,
    record_id: str,
    values: Mapping[str, Value],
    unconfirmed: Iterable[str] = (),
    contested: Iterable[str] = (),
) -> Record:
    """A record from values by 'field' or 'field@period'; each cell has one head of its own."""
    unconfirmed, contested = set(unconfirmed), set(contested)
    cells = {}
    for name, value in values.items():
        field, _, period = name.partition("@")
        cells[field, period] = Held(
            value,
            (f"{record_id}/{name}",) if name not in contested else ("one", "other"),
            unconfirmed=name in unconfirmed,
            contested=name in contested,
        )
    return Record(kind, record_id, cells)


def document(records: Iterable[Record], plan_id: str = "plan") -> Document:
    """The document that holds these records, and a plan of its own where none is among them."""
    kinds: dict[str, dict[str, Record]] = {}
    for each in records:
        kinds.setdefault(each.kind, {})[each.id] = each
    if "plan" not in kinds:
        plan = record("plan", plan_id, {"title": "A plan", "working_quarter": "2016/17 Q2"})
        kinds["plan"] = {plan_id: plan}
    return Document(plan_id, kinds)


def changed(before: Record, values: Mapping[str, Value]) -> Record:
    """The record with other values in some cells, each with a new head."""
    after = record(before.kind, before.id, values)
    heads = {place: Held(held.value, (f"{held.heads[0]}'",)) for place, held in after.cells.items()}
    return Record(before.kind, before.id, {**before.cells, **heads}, before.contested)


def small() -> Document:
    """Six actions under three delivery priorities and one strategic priority, and one without.

    The working quarter is 2016/17 Q2.
    """
    return document(
        [
            *(record("year", year, {"name": year}) for year in YEARS),
            record("strategic_priority", "sp1", {"number": 1, "title": "Gangs"}),
            record("strategic_priority", "sp2", {"number": 2, "title": "Alcohol"}),
            record(
                "strategic_priority",
                "sp5",
                {"number": 5, "title": "Domestic abuse", "delivered_through": "The VAWG strategy"},
            ),
            _delivery("dp11", "sp1", "1.DP1", "Gang violence"),
            _delivery("dp12", "sp1", "1.DP2", "Youth crime"),
            _delivery("dp21", "sp2", "2.DP1", "Night-time economy"),
            record("group", "igu", {"name": "Integrated Gangs Unit"}),
            record(
                "partner",
                "police",
                {"name": "Metropolitan Police", "aliases": ["Police", "Police (lead)"]},
            ),
            record("partner", "council", {"name": "Hackney Council", "abbreviation": "LBH"}),
            record(
                "action",
                "a1",
                {
                    "ref": "1.1",
                    "title": "Support for gang members",
                    "lead_partners": ["Integrated Gangs Unit"],
                    "group": "igu",
                    "activity": "Engage one to one.\nOffer programmes of support.",
                    "delivery_priority": "dp11",
                    "strategic_priority": "sp1",
                    "planned@2015/16": "N/A",
                    "state@2015/16": "not applicable",
                    "planned@2016/17": "Delivery through Gangs Action Plan",
                    "state@2016/17": "delegated",
                    "status@2016/17 Q1": "on track",
                    "status@2016/17 Q2": "on track",
                    "commentary@2016/17 Q2": "Café drop-in opened.",
                },
                unconfirmed=["lead_partners", "planned@2015/16"],
            ),
            record(
                "action",
                "a2",
                {
                    "ref": "1.2",
                    "title": "Enforcement against offenders",
                    "lead_partners": ["Police", "Integrated Gangs Unit"],
                    "delivery_priority": "dp11",
                    "strategic_priority": "sp1",
                    "planned@2016/17": "Ongoing\nDelivery through Gangs Action Plan",
                    "state@2016/17": "ongoing",
                    "status@2016/17 Q1": "on track",
                    "status@2016/17 Q2": "at risk",
                },
                contested=["status@2016/17 Q2"],
            ),
            record(
                "action",
                "a10",
                {
                    "ref": "1.10",
                    "title": "Engagement sections",
                    "lead_partners": ["Metropolitan Police"],
                    "delivery_priority": "dp12",
                    "strategic_priority": "sp1",
                    "planned@2016/17": "Youth Justice Plan comes into effect",
                    "state@2016/17": "planned",
                    "status@2016/17 Q1": "off track",
                    "cross_references": ["a1"],
                },
            ),
            record(
                "action",
                "a11",
                {
                    "ref": "1.11",
                    "title": "Engagement through the voluntary sector",
                    "lead_partners": ["Community Resilience Partnership"],
                    "delivery_priority": "dp12",
                    "strategic_priority": "sp1",
                    "planned@2016/17": "Tbc - Establishing work programmes",
                    "state@2016/17": "tbc",
                },
            ),
            record(
                "action",
                "a21",
                {
                    "ref": "2.1",
                    "title": "Patrols at night",
                    "lead_partners": ["LBH"],
                    "delivery_priority": "dp21",
                    "strategic_priority": "sp2",
                    "status@2015/16 Q4": "complete",
                },
            ),
            record(
                "action",
                "a29",
                {"ref": "2.9", "title": "Without a delivery priority", "strategic_priority": "sp2"},
            ),
        ]
    )


def _delivery(record_id: str, strategic: str, label: str, title: str) -> Record:
    values: dict[str, Value] = {"strategic_priority": strategic, "label": label, "title": title}
    return record("delivery_priority", record_id, values)


@cache
def hackney() -> Document:
    """The shipped plan, read from its data without a plan file."""
    read = json.loads((paths.data() / "hackney-2016-18.json").read_text(encoding="utf-8"))
    return document(
        [
            record(each["kind"], each["id"], each["values"], each.get("unconfirmed", ()))
            for each in read["records"]
        ],
        read["plan"],
    )


def with_progress(plan: Document) -> Document:
    """A plan's document with invented statuses for 2016/17: all of Q1, most of Q2."""
    records = []
    for number, action in enumerate(plan.actions()):
        state = action.text("state", "2016/17")
        first = {"delegated": "delegated", "ongoing": "on track", "tbc": "tbc"}.get(state)
        values: dict[str, Value] = {"status@2016/17 Q1": first or STATUSES[number % 5]}
        if number % 6 != 4:
            values["status@2016/17 Q2"] = STATUSES[(number * 5) % 9] if number % 2 else first
        records.append(("action", action.id, changed(action, values)))
    return plan.with_records(records)


def _day(number: int) -> str:
    return f"{2016 + number % 2}-{number % 12 + 1:02}-{number % 28 + 1:02}"


def large(actions: int, groups: int = 50, milestones: int = 0) -> Document:
    """A synthetic plan with as many actions, all cells that the grid shows filled in.

    Where each has `milestones`, actions and milestones have dates too.
    """
    records = [record("year", year, {"name": year}) for year in YEARS]
    for number in range(1, 7):
        values: dict[str, Value] = {"number": number, "title": f"Strategic priority {number}"}
        records.append(record("strategic_priority", f"sp{number}", values))
    for number in range(groups):
        strategic = f"sp{number % 6 + 1}"
        label = f"{number % 6 + 1}.DP{number // 6 + 1}"
        records.append(_delivery(f"dp{number}", strategic, label, f"Delivery priority {number}"))
    for number in range(actions):
        group = number % groups
        records.append(
            record(
                "action",
                f"a{number}",
                {
                    "ref": f"{group % 6 + 1}.{number + 1}",
                    "title": f"Action {number} to reduce offences in ward {number % 97}",
                    "lead_partners": [f"Partner {number % 31}", "Metropolitan Police"],
                    "activity": f"Work with partners in ward {number % 97}. " * 8,
                    "expected_outcome": f"Fewer offences in ward {number % 97}. " * 4,
                    "delivery_priority": f"dp{group}",
                    "strategic_priority": f"sp{group % 6 + 1}",
                    **{f"planned@{year}": f"Ongoing\nPart {number % 13} of it" for year in YEARS},
                    **{f"state@{year}": YEAR_STATES[number % 5] for year in YEARS},
                    "status@2016/17 Q1": STATUSES[number % 9],
                    "status@2016/17 Q2": STATUSES[number % 7] if number % 3 else None,
                    "commentary@2016/17 Q2": f"Said about action {number}. " * 6,
                    **({"due_date": _day(number), "lead_officer": "A. Obi"} if milestones else {}),
                },
            )
        )
        for each in range(milestones):
            under: dict[str, Value] = {
                "action": f"a{number}",
                "title": f"Milestone {each} in ward {number % 97}",
                "due": _day(number + each),
                "completed": _day(number) if number % 2 else None,
                "who": f"Person {number % 29}",
            }
            records.append(record("milestone", f"a{number}m{each}", under))
    return document(records)
