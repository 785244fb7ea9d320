"""Exports: a return for a sub-group to fill in for a quarter, or the whole plan, as a workbook."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from csp_desktop import whole
from csp_desktop.changes.change import Stance, add_record
from csp_desktop.errors import BadValue
from csp_desktop.measures.due import milestone_order
from csp_desktop.measures.progress import closed_as
from csp_desktop.operations.sending.sheets import Sheets
from csp_desktop.operations.session.lookup import find, labels_of
from csp_desktop.operations.session.open_plan import OpenPlan
from csp_desktop.operations.session.stamp import Stamp
from csp_desktop.plan.document import Document, Record, order_of, told
from csp_desktop.plan.field_types import Type
from csp_desktop.plan.fields import Field, Kind
from csp_desktop.plan.periods import read_period
from csp_desktop.plan.renumbering import ref_order
from csp_desktop.plan.row_matcher import marks_of, naming_of
from csp_desktop.plan.values import Value, understand
from csp_desktop.store.operation import Operation
from csp_desktop.workbook.export.base import pack
from csp_desktop.workbook.export.own_words import own_marks, own_texts
from csp_desktop.workbook.package.markers import COVER
from csp_desktop.workbook.package.model import BaseSheet, Export, Sheet


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """What is to be exported: a 'return' or the 'plan', for which group and quarter, due when.

    `case_studies`: with a sheet of what tells of people, which is in no workbook otherwise.
    """

    kind: str = "return"
    group: str = ""
    quarter: str = ""
    due: str = ""
    case_studies: bool = False


def export(plan: OpenPlan, asked: ExportRequest, stamp: Stamp) -> Export:
    """The workbook asked for, as data; nothing is written.

    Raises a Refusal where the group or quarter is not one of the plan's.
    """
    document = plan.document()
    export_id = stamp.new_id()
    group = find(document, plan.table, f"group:{asked.group}") if asked.group else None
    due = understand(Field("due", "Due", Type.DATE), asked.due) or ""
    quarter = _quarter(document, asked.quarter)
    sheets = _sheets(plan, document, asked, group, export_id, quarter)
    return Export(
        export_id=export_id,
        plan_id=plan.plan_id,
        plan_title=document.plan.text("title"),
        kind=asked.kind,
        scope_name=group.text("name") if group else "",
        scope_id=group.id if group else "",
        quarter=quarter,
        due=str(due),
        made_by=stamp.author,
        made_at=stamp.at or "",
        marking=document.plan.text("marking") or "OFFICIAL",
        instructions=_instructions(asked.kind, quarter),
        sheets=sheets,
        links={
            kind.name: labels_of(document, kind)
            for sheet in sheets
            for column in sheet.columns
            if (field := plan.table.field(sheet.kind, column.field))
            and (kind := plan.table.kind(field.links_to))
        },
        bearers={
            kind.name: {
                each.id: marks_of(each.get(kind.key), _beside(plan, document, kind, each))[:2]
                for each in document.of(kind.name)
            }
            for name in sorted({sheet.kind for sheet in sheets})
            if (kind := plan.table.kind(name))
        },
    )


def export_to(plan: OpenPlan, path: Path, asked: ExportRequest, stamp: Stamp) -> Export:
    """Write the workbook asked for to `path`, and note in the plan what it was made from.

    A return is noted as asked for, too. The file is there whole, or not at all.
    """
    from csp_desktop.workbook.export.writing import write

    if path.suffix.lower() != ".xlsx":
        raise BadValue(f"A workbook ends in .xlsx: use {path.with_suffix('.xlsx').name}.")
    made = export(plan, asked, stamp)
    # The file first: a note of a workbook that could not be written would wait for a return that
    # never comes.
    write(made, path)
    _note(plan, made, stamp)
    return made


def layouts(plan: OpenPlan, document: Document, asked: ExportRequest) -> list[BaseSheet]:
    """The sheets that an export would have, to recognise those of a file that lost its base."""
    build = Sheets(plan, document, "", _quarter(document, asked.quarter))
    sheets = [
        build.updates(()),
        build.indicators(tuple(document.of("indicator"))),
        *(
            build.of_kind(kind, (), asked=bool(kind.part_of))
            for kind in plan.table.kinds
            if kind.sheet
        ),
    ]
    if asked.kind == "plan":
        sheets.insert(0, build.plan(()))
    return [
        BaseSheet(each.name, each.title, each.kind, each.columns, named_by=each.named_by)
        for each in sheets
    ]


def usual_texts(plan: OpenPlan, asked: ExportRequest) -> dict[str, list[str]]:
    """By sheet, the texts of the plan's exports besides rows, for a file that lost its base."""
    found: dict[str, list[str]] = {}
    for kind in ("return", "plan"):
        wanted = replace(asked, kind=kind, case_studies=True, due="2000-01-01")
        made = export(plan, wanted, Stamp("", None, "", str))
        for sheet, texts in own_texts(made).items():
            # And its bare name: the whole plan.s title may say more than a group.s.
            found.setdefault(sheet, [sheet]).extend(texts)
    found[COVER] += [each.text("name") for each in plan.document().of("group")]
    return found


def _sheets(
    plan: OpenPlan,
    document: Document,
    asked: ExportRequest,
    group: Record | None,
    export_id: str,
    quarter: str,
) -> tuple[Sheet, ...]:
    actions = [
        each
        for each in document.actions()
        if (group is None or each.text("group") == group.id)
        and not (asked.kind == "return" and closed_as(each, quarter))
    ]
    mine = actions if group else None
    whole, theirs = asked.kind == "plan", {each.id for each in actions}
    scope = group.text("name") if group else ""
    build = Sheets(plan, document, export_id, quarter, scope, None if whole else theirs)
    sheets = [
        build.updates(actions, dated=not whole),
        build.indicators(_sharing(document, "indicator", "delivery_priority", mine)),
    ]
    if whole:
        sheets.insert(0, build.plan(actions))
    for kind in plan.table.kinds:
        if not kind.sheet or (kind.personal and not asked.case_studies):
            continue
        if kind.part_of:
            every = whole and group is None
            own = (e for e in document.of(kind.name) if every or e.text(kind.part_of) in theirs)
            sheets.append(build.of_kind(kind, in_order(document, own), asked=not whole))
        elif kind.personal:
            found = _sharing(document, kind.name, "strategic_priority", mine)
            sheets.append(build.of_kind(kind, found))
        elif whole and group is None:
            # What belongs to no action is the whole partnership's.
            sheets.append(build.of_kind(kind, in_order(document, document.of(kind.name))))
    return tuple(sheets)


def _beside(plan: OpenPlan, document: Document, kind: Kind, record: Record) -> Value:
    """What stands beside a record's name and tells it from others: a title, or an action's ref."""
    beside = naming_of(kind).beside
    return told(document, plan.table, kind.field(beside), record.get(beside))


def in_order(document: Document, records: Iterable[Record]) -> list[Record]:
    """Records of one kind as people read them: by number or label, milestones by their actions."""

    def place(record: Record) -> tuple[object, ...]:
        action = document.record("action", record.text("action"))
        number = record.text("number") if record.kind != "delivery_priority" else ""
        return (
            order_of(action) if action else (),
            milestone_order(record) if action else (),
            ref_order(number or record.text("label")),
            record.id,
        )

    return sorted(records, key=place)


def file_name(made: Export) -> str:
    """A file name that says what the workbook is, fit for every system."""
    name = (made.scope_name or "Whole plan") if made.kind == "return" else "Plan"
    return whole.file_name(name, f" {made.quarter.replace('/', '-')}.xlsx")


def _quarter(document: Document, text: str) -> str:
    text = text or document.plan.text("working_quarter")
    period = read_period(text)
    if period is None or period.kind != "quarter":
        wrong = f"'{text}' is not a quarter" if text else "No quarter is named"
        raise BadValue(f"{wrong}: give one such as 2016/17 Q2, or set the plan's working quarter.")
    year = str(period.financial_year)
    if document.years() and year not in document.years():
        raise BadValue(
            f"{year} is not a year of this plan, which covers {', '.join(document.years())}."
        )
    return str(period)


def _sharing(
    document: Document, kind: str, priority: str, actions: Sequence[Record] | None
) -> list[Record]:
    """The records of a kind that share a priority with the actions; all of them for None.

    `priority` is the field that names it: 'delivery_priority' or 'strategic_priority'.
    """
    found: Iterable[Record] = document.of(kind)
    if actions is not None:
        homes = {each.text(priority) for each in actions}
        found = (each for each in found if each.text(priority) in homes)
    return sorted(found, key=lambda each: (each.text(priority), each.id))


def _instructions(kind: str, quarter: str) -> tuple[str, ...]:
    if kind == "plan":
        return (
            "This workbook holds the whole plan. Change what needs changing and send it back.",
            "White cells are meant to be filled in; grey ones are there to read.",
            "In a cell that holds several things, part them with a semicolon.",
            "You may sort, filter and add columns of your own: they are left alone.",
            "To add an action or anything else, use the empty rows at the end of its table.",
            "Deleting a row deletes nothing: say so to the coordinator.",
        )
    return (
        f"On the sheet Updates, give each action its status for {quarter} and a commentary.",
        "An action that is off track needs a corrective action too.",
        "On the sheet Milestones, say when each is expected and when it was completed.",
        "White cells are yours to fill in; please leave the grey ones.",
        "To add an action or a milestone, use the empty rows at the end of its table.",
        "Save the workbook and send it back. You may sort and filter as you like.",
    )


def _note(plan: OpenPlan, made: Export, stamp: Stamp) -> None:
    values: dict[tuple[str, str], Value] = {
        ("name", ""): f"{made.scope_name or 'Whole plan'}, {made.quarter}",
        ("group", ""): made.scope_id or None,
        ("quarter", ""): made.quarter,
        ("due", ""): made.due or None,
        ("made_by", ""): made.made_by,
        ("export_kind", ""): made.kind,
    }
    changes = add_record(
        plan.plan_id,
        "return_request",
        made.export_id,
        values,
        lambda: made.export_id,
        stance=Stance.STATED,
    )
    with plan.file.transaction():
        # The plan keeps the base too, for a workbook that loses its own on the way.
        plan.file.keep_export(made.export_id, pack(made, own_marks(made)))
        if made.kind == "return":
            operation = Operation(stamp.new_id(), "export", stamp.author, stamp.at)
            plan.file.take_in(changes, operation)


def suggested_path(folder: Path, made: Export) -> Path:
    """Where in `folder` the workbook would be saved."""
    return folder / file_name(made)
