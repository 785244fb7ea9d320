"""Files that come back, any number: which are copies, which are workbooks, and their changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from csp_desktop.changes.change import Change, add_record, digest
from csp_desktop.errors import BadValue, CspError
from csp_desktop.operations.merging.incoming import Brought, FileTrouble, Within, quietly, read_copy
from csp_desktop.operations.receiving.own_workbook import OwnMap, read_own
from csp_desktop.operations.receiving.return_reader import ReturnReader
from csp_desktop.operations.sending.export import ExportRequest, layouts, usual_texts
from csp_desktop.operations.session.open_plan import OpenPlan
from csp_desktop.plan.document import Document
from csp_desktop.plan.values import Value
from csp_desktop.plan.wording import plural
from csp_desktop.store.foreign import WORKBOOK_READ
from csp_desktop.store.operation import Operation
from csp_desktop.workbook.package.model import FORMAT, Base, BaseSheet, Place, Returned
from csp_desktop.workbook.returns.foreign_sheets import named_by_quarters, working_of
from csp_desktop.workbook.returns.reading import read_returned, titled_quarter
from csp_desktop.workbook.worker.process import Reader, Stopped

_SQLITE = b"SQLite format 3\x00"
_LACKS = {False: "has lost what it was made from", True: "was not sent out from this plan"}

_MACHINES = frozenset({"", "openpyxl", "xlsxwriter", "unknown"})

_NOTHING = "Nothing in this workbook differs from what was sent out, so nothing was taken."

_REWORDED = (
    "What was typed in this workbook means the same as what was sent out, so nothing was taken."
)


def receive(  # noqa: PLR0913 - one argument a part
    plan: OpenPlan,
    paths: Iterable[Path],
    at: str | None,
    *,
    reader: Reader,
    passwords: Mapping[Path, str] | None = None,
    own: OwnMap | None = None,
    progress: Callable[[int], None] | None = None,
    within: Within = quietly,
) -> list[Brought]:
    """Read every file; nothing is written. A file that cannot be read comes back as refused.

    By `own`, workbooks are read as somebody's own; without it, those are that the plan knows.

    `reader` may be stopped from another thread: Stopped is raised then, inside a vast copy too.
    `progress` hears how many files have been read, `within` how far the one being read is.
    """
    document = plan.document()
    brought: list[Brought] = []

    def heard(done: int, of: int) -> None:
        # A copy is read without the worker, so stopping the worker does not end it; this does.
        reader.check()
        within(done, of)

    for number, path in enumerate(paths, 1):
        # By its first bytes and not its name: people rename what they send.
        if _is_plan(path):
            brought.append(read_copy(plan, path, heard))
        else:
            password = (passwords or {}).get(path)
            brought.append(_workbook(plan, document, path, at, reader, password, own))
        if progress:
            progress(number)
    notice_twins(document, brought)
    return brought


def _workbook(
    plan: OpenPlan,
    document: Document,
    path: Path,
    at: str | None,
    reader: Reader,
    password: str | None,
    own: OwnMap | None,
) -> Brought:
    """A workbook as what it is: one that was sent out, or one of somebody's own."""
    if own is not None:
        found = read_own(plan, document, path, reader, own, password, at)
        if found is not None:
            return found
    returned = _returned(plan, document, path, reader, password)
    strange = isinstance(returned, Brought) or returned.export is None
    if own is None and strange and any(document.of(WORKBOOK_READ)):
        found = read_own(plan, document, path, reader, None, password, at)
        if found is not None and not found.refused:
            return found
    if isinstance(returned, Brought):
        return returned
    return read_return(plan, document, replace(returned, path=str(path)), at)


def _is_plan(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(len(_SQLITE)) == _SQLITE
    except OSError:
        return False


def _layouts(plan: OpenPlan, document: Document) -> tuple[list[BaseSheet], ExportRequest, bool]:
    """The sheets of a workbook of this plan, as asked, and whether of its working quarter.

    Where it has none, those of some quarter still tell that a workbook is of this plan.
    """
    asked = ExportRequest("plan")
    try:
        return layouts(plan, document, asked), asked, True
    except BadValue:
        asked = ExportRequest("plan", quarter=f"{next(iter(document.years()), '2000/01')} Q1")
        return layouts(plan, document, asked), asked, False


def _returned(
    plan: OpenPlan,
    document: Document,
    path: Path,
    reader: Reader,
    password: str | None,
) -> Returned | Brought:
    """Read a workbook, with the base that the plan keeps if it has lost its own.

    A workbook with its own base needs nothing of the plan. One without is recognised by the sheets
    of a quarter, so it is refused if the plan has no working quarter.
    """
    known, asked, of_working_quarter = _layouts(plan, document)
    try:
        returned = reader.returned(path, password=password, layouts=known)
        base, kept = returned.export, None
        # Read twice rather than sending the kept base along with each: most workbooks bring their
        # own, and a base can be megabytes.
        if (base is None or not base.sound) and returned.export_id:
            kept = plan.file.kept_export(returned.export_id)
            if kept is not None:
                returned = reader.returned(path, password=password, kept=kept, layouts=known)
        if returned.foreign:
            named = _named_by_quarters(plan, document, path, reader, password)
            returned = named or returned
        elif returned.export is None or not returned.export.own:
            lost = returned.export is None and of_working_quarter
            usual = usual_texts(plan, asked)
            other = _of_its_quarter(plan, document, path, reader, password, usual) if lost else None
            returned = other or reader.returned(
                path, password=password, kept=kept, layouts=known, usual=usual
            )
    except Stopped:
        raise
    except CspError as error:
        return Brought(path, "workbook", refused=str(error))
    if returned.export is None and not of_working_quarter:
        return Brought(
            path,
            "workbook",
            refused=f"{path.name} {_LACKS[returned.foreign]}, and the plan works on no quarter "
            "by which to know its sheets. Set the plan's working quarter, then merge it again.",
        )
    return returned


def _named_by_quarters(
    plan: OpenPlan, document: Document, path: Path, reader: Reader, password: str | None
) -> Returned | None:
    """A workbook that was never sent out, read for its quarters; None where it names none."""
    working = working_of(document.plan.text("working_quarter"))
    if working is None:
        return None
    book = reader.book(path, password=password)
    named = named_by_quarters(book, plan.table, working, document.years())
    if named is None:
        return None
    if not named.sheets:
        return Returned(
            str(path), book.fingerprint, None, "", book.saved_by, book.saved_at, (),
            tuple(named.problems), foreign=True,
        )  # fmt: skip
    returned = read_returned(book, layouts=named.sheets, foreign=True)
    problems = (*named.problems, *returned.problems)
    return replace(returned, problems=problems)


def _of_its_quarter(
    plan: OpenPlan,
    document: Document,
    path: Path,
    reader: Reader,
    password: str | None,
    usual: Mapping[str, Sequence[str]],
) -> Returned | None:
    """A return without a base, read for the quarter in its title where that is another one."""
    book = reader.book(path, password=password)
    quarter = titled_quarter(book)
    years = document.years()
    if quarter in ("", document.plan.text("working_quarter")) or (
        years and quarter.partition(" ")[0] not in years
    ):
        return None
    known = layouts(plan, document, ExportRequest("plan", quarter=quarter))
    returned = read_returned(book, layouts=known, usual=usual)
    said = f"Its title says {quarter}, so it was read for {quarter}."
    return replace(returned, notices=(*returned.notices, said))


def notice_twins(document: Document, brought: Sequence[Brought]) -> None:
    """Say where two files of one export differ in what they filled in.

    An edit in one counts although the other left the cell alone; its sender may not know of it.
    """
    earlier: dict[str, list[tuple[str, set[str]]]] = {}
    for record in document.of("return_received"):
        sender = record.text("saved_by")
        known = f"the return of {sender}" if sender else f"the return '{record.text('name')}'"
        earlier.setdefault(record.text("export"), []).append(
            (f"{known} merged before", set(record.items("edited")))
        )
    for each in brought:
        if not each.export_id:
            continue
        own = set(each.edited)
        for name, cells in earlier.get(each.export_id, []):
            here, there = len(own - cells), len(cells - own)
            if there:
                each.notices.append(
                    f"This file and {name} come from one export and do not say the same: {here} "
                    f"{plural(here, 'cell is', 'cells are')} filled in only here, {there} only "
                    "there. All of it was taken; where both say something else, you decide."
                )
        earlier.setdefault(each.export_id, []).append((each.path.name, own))


def read_return(
    plan: OpenPlan, document: Document, returned: Returned, stamp_at: str | None
) -> Brought:
    """A returned workbook as changes, held edits and problems."""
    brought = Brought(Path(returned.path), "workbook", fingerprint=returned.fingerprint)
    brought.problems += [
        FileTrouble(each.sheet, each.cell, each.message) for each in returned.problems
    ]
    brought.notices += returned.notices
    base = returned.export
    if base and base.plan_id != plan.plan_id:
        brought.refused = (
            f"This workbook belongs to another plan, '{base.plan_title}', so nothing was taken."
        )
        return brought
    if base and base.format > FORMAT:
        brought.refused = (
            "This workbook was made by a newer version of CSP Desktop. "
            "Install that version to merge it."
        )
        return brought
    brought.quarter = base.quarter if base and base.kind == "return" else ""
    reader = ReturnReader(plan, document, returned, brought)
    reader.read()
    # One sheet may say what another said already.
    changes = list({change.id: change for change in reader.changes}.values())
    operation = _operation(plan, returned, brought, changes, stamp_at)
    if base and base.sound:
        brought.export_id = base.export_id
        brought.edited = sorted(
            {f"{each.cell.record} {each.cell.field}@{each.cell.period}" for each in changes}
        )
        if changes:
            changes += _received(plan, returned, base, changes, brought.edited)
        elif returned.as_sent and not brought.problems:
            brought.notices.append(_REWORDED if reader.reworded else _NOTHING)
    brought.made = [(change, [operation]) for change in changes]
    return brought


def _operation(
    plan: OpenPlan, returned: Returned, brought: Brought, changes: Sequence[Change], at: str | None
) -> Operation:
    base = returned.export
    author = returned.saved_by
    # A program that saves a workbook may leave its own name. The group it was sent to says more.
    if author.lower() in _MACHINES:
        author = (base.scope_name if base else "") or brought.path.stem
    label = "return" if base and base.sound else "compare"
    said = [sorted(change.id for change in changes)]

    def made(saved: str | None) -> Operation:
        # From the file alone, so that one save is one operation in every copy.
        told = [label, base.export_id if base else "", author, saved, brought.path.name]
        return Operation(digest([*told, *said])[:16], label, author, saved, brought.path.name)

    if returned.saved_at or not changes:
        return made(returned.saved_at or at)
    # A file that does not say when it was saved has the time at which it was read first.
    known = plan.file.log.makers_of(changes[0].id)
    return next((each for each in known if made(each.at) == each), made(at))


def _received(
    plan: OpenPlan, returned: Returned, base: Base, changes: Iterable[Change], edited: list[str]
) -> list[Change]:
    """The record that this return came: one for each save, and the same in every copy.

    Nothing in it comes from where or when it was merged.
    """
    told = [returned.saved_by, returned.saved_at, sorted(each.id for each in changes)]
    record_id = f"received-{digest([base.export_id, *told])[:16]}"
    values: dict[Place, Value] = {
        ("name", ""): f"{base.scope_name or 'Whole plan'}, {base.quarter}",
        ("export", ""): base.export_id,
        ("group", ""): base.scope_id or None,
        ("quarter", ""): base.quarter,
        ("saved_by", ""): returned.saved_by or None,
        ("saved_at", ""): returned.saved_at or None,
        ("edited", ""): edited,
    }
    return add_record(plan.plan_id, "return_received", record_id, values, lambda: base.export_id)
