"""Commands that send plans and workbooks out, take them back, and settle what contradicts."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from csp_desktop.cli.options import DONE, WAITING, as_json, by_anyone, by_whom, plan_file
from csp_desktop.cli.shared import (
    FileByFile,
    author_of,
    files_meant,
    print_json,
    progress_on_terminal,
    reading,
    report,
    stamp_of,
    tell,
    writing,
)
from csp_desktop.errors import PlanDamaged, ValuesAstray
from csp_desktop.measures.snapshot.frozen import conflict_as_data
from csp_desktop.operations.deciding import conflicts
from csp_desktop.operations.editing.vocabulary import asked_in_words
from csp_desktop.plan.fields import SHIPPED
from csp_desktop.plan.values import Value, words
from csp_desktop.plan.wording import address, plural

if TYPE_CHECKING:
    from csp_desktop.operations.merging.merge_report import MergeReport
    from csp_desktop.operations.receiving.own_workbook import OwnMap


@click.command()
@plan_file
@click.argument("out", type=click.Path(path_type=Path, readable=False))
@click.option("--kind", type=click.Choice(["return", "plan"]), default="return", show_default=True)
@click.option("--group", metavar="G", default="", help="One sub-group's actions; else all.")
@click.option("--quarter", metavar="Q", default="", help="Else the plan's working quarter.")
@click.option("--due", metavar="DATE", default="", help="When it is to be back, as 31/10/2016.")
@click.option(
    "--case-studies", is_flag=True, help="With the case studies, which tell of people; else not."
)
@by_whom
@as_json
def export(  # noqa: PLR0913 - one argument an option
    plan: Path,
    out: Path,
    kind: str,
    group: str,
    quarter: str,
    due: str,
    by: str | None,
    *,
    case_studies: bool,
    as_json: bool,
) -> None:
    """Write a workbook: a return to fill in for a quarter, or the whole plan."""
    from csp_desktop.operations.sending.export import ExportRequest, export_to

    with writing(plan, by) as opened:
        asked = ExportRequest(kind, group, quarter, due, case_studies)
        made = export_to(opened, out, asked, stamp_of(by))
    data = {
        "path": str(out),
        "export": made.export_id,
        "kind": made.kind,
        "group": made.scope_name or None,
        "quarter": made.quarter,
        "due": made.due or None,
    }
    tell(data, f"Made {out}.", as_json=as_json)


@click.command()
@plan_file
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, readable=False))
@click.option("--dry-run", is_flag=True, help="Say what would happen, and change nothing.")
@click.option(
    "--receipts",
    metavar="DIR",
    type=click.Path(path_type=Path, readable=False),
    help="Write receipts.",
)
@click.option("--password", metavar="TEXT", help="For workbooks that are protected by one.")
@click.option("--anyway", is_flag=True, help="Merge a file that takes out more than it adds.")
@click.option(
    "--map",
    "map_file",
    metavar="MAP.json",
    type=click.Path(path_type=Path),
    help="For a workbook of your own: which of its columns mean what.",
)
@click.option("--take", metavar="COLUMN", multiple=True, help="Take all of a column of that.")
@by_whom
@as_json
def merge(  # noqa: PLR0913, PLR0917 - one argument an option
    plan: Path,
    files: tuple[Path, ...],
    dry_run: bool,  # noqa: FBT001 - click hands over a flag
    receipts: Path | None,
    password: str | None,
    map_file: Path | None,
    take: tuple[str, ...],
    by: str | None,
    *,
    anyway: bool,
    as_json: bool,
) -> int:
    """Merge returned workbooks and other copies of the plan, in one go.

    With --map, workbooks are of somebody's own, and held against what they said when they were read
    last; the first time each difference is proposed, but for the columns of --take. Without it,
    those that were read before are known by their headers. Changes of the plan that are damaged are
    put right from the copies first.
    """
    from csp_desktop.cli.merge_json import report_as_data
    from csp_desktop.operations.merging.heal import heal_from, tell_healed
    from csp_desktop.operations.receiving.own_workbook import own_map

    files = files_meant(files)
    own = own_map(map_file, take)

    def work() -> tuple[MergeReport, list[str]]:
        return _merged(plan, files, receipts, password, by, own, dry_run=dry_run, anyway=anyway)

    try:
        merged, refused = work()
    # Only the worked-out values are wrong: the changes are whole, and there is nothing to heal.
    except ValuesAstray:
        raise
    # Healing needs the plan closed, so the merge is begun again from the start after it.
    except PlanDamaged:
        healed = (
            {} if dry_run else heal_from(plan, files, SHIPPED, author_of(by), datetime.now())  # noqa: DTZ005
        )  # fmt: skip
        if not healed:
            raise
        merged, refused = work()
        tell_healed(merged, healed)
    if as_json:
        print_json(report_as_data(merged))
    else:
        click.echo("\n".join(_in_words(merged)))
    if len(refused) == len(merged.files):
        for each in refused:
            click.echo(each, err=True)
        return 1
    return WAITING if merged.waits_for_a_person else DONE


def _merged(  # noqa: PLR0913 - one argument an option
    plan: Path,
    files: tuple[Path, ...],
    receipts: Path | None,
    password: str | None,
    by: str | None,
    own: OwnMap | None,
    *,
    dry_run: bool,
    anyway: bool,
) -> tuple[MergeReport, list[str]]:
    """Merge the files; answers with the report, and with why files were refused."""
    from csp_desktop.operations.merging import merge as merging
    from csp_desktop.operations.receiving.receipts import (
        keep_receipts,
        room_for_receipts,
        write_receipts,
    )
    from csp_desktop.operations.receiving.receive import receive
    from csp_desktop.operations.session.backups import back_up_before_merge, refuse_damaged
    from csp_desktop.workbook.worker.process import Reader

    stamp = stamp_of(by)
    with writing(plan, by) as opened, Reader() as reader:
        # Before anything is merged: receipts that cannot be written after a merge come too late.
        if receipts and not dry_run:
            room_for_receipts(receipts)
        with progress_on_terminal() as told, merging.interruptible(opened):
            reading_them = FileByFile(told, "Reading", files)
            brought = receive(
                opened,
                files,
                stamp.at,
                reader=reader,
                passwords=dict.fromkeys(files, password) if password else None,
                own=own,
                progress=reading_them.done,
                within=reading_them.within,
            )
            for each in brought:
                each.anyway = anyway
            refused = [each.refused for each in brought if each.refused]
            # A backup only where something will change: merging the same files again must not push
            # older backups out.
            if not dry_run and merging.brings_something(opened, brought):
                back_up_before_merge(opened)
            else:
                refuse_damaged(opened)
            merging_them = FileByFile(told, "Merging", files)
            merged = merging.merge(
                opened,
                brought,
                stamp,
                dry_run=dry_run,
                progress=merging_them.done,
                within=merging_them.within,
                also=lambda after, told: keep_receipts(opened, after, told, stamp),
            )
        if receipts and not dry_run:
            write_receipts(opened, merged, receipts)
    return merged, refused


@click.command()
@plan_file
@click.argument("which", required=False, metavar="[RETURN]")
@click.argument("out", required=False, type=click.Path(path_type=Path), metavar="[OUT]")
@by_anyone
@as_json
def receipt(plan: Path, which: str | None, out: Path | None, *, as_json: bool) -> None:
    """Give the receipt of a merged file again; without RETURN, list those there are.

    RETURN is a receipt's id, a return's id, or the name of the file. OUT ends in .html or .txt.
    """
    from csp_desktop.operations.receiving import receipts

    with reading(plan) as opened:
        every = receipts.listed(opened)
        found = [receipts.find(opened, which)] if which else every
    if out:
        receipts.write(found[0].receipt, out)
    told = [receipts.as_data(each, whole=which is not None) for each in found]
    if as_json:
        print_json(told[0] if which else told)
    elif out:
        click.echo(f"Made {out}.")
    elif which:
        click.echo(found[0].text, nl=False)
    else:
        for each in found:
            click.echo(receipts.as_line(each))
        click.echo("" if found else "No receipt was kept in this copy yet.", nl=not found)


_SAY_WORDS = "Say it: words PLAN 'WORD=MEANING'. Then merge the file again."


def _in_words(merged: MergeReport) -> list[str]:
    lines = []
    for each in merged.files:
        told = [
            f"{each.applied} taken",
            *_some(each.already_known, "known already", "known already"),
            *_some(len(each.held), "held", "held"),
            *_some(len(each.problems), "problem", "problems"),
            *_some(len(each.missing), "row missing", "rows missing"),
        ]
        lines.append(f"{each.path.name}: {', '.join(told)}.")
        lines += [f"  added: {', '.join(each.added)}"] if each.added else []
        lines += [
            f"  cleared: {ref} {name}{f'@{period}' if period else ''}"
            for ref, name, period in each.cleared
        ]
        lines += [f"  missing, and not deleted: {ref}" for ref in each.missing]
        if each.waiting:
            lines.append(
                f"  {each.waiting} made from another copy of the plan: merge that one, and "
                "they are taken."
            )
        for one in each.problems:
            place = address(one.sheet, one.cell, " ")
            lines.append(f"  {place}: {one.message}" if place else f"  {one.message}")
        lines += [f"  {notice}" for notice in each.notices]
        if each.receipt:
            lines.append(f"  Merged before: 'receipt PLAN {each.receipt}' gives its receipt again.")
    lines += asked_in_words(merged.unknown_words, _SAY_WORDS)
    count = len(merged.conflicts)
    lines.append(f"{count} to decide: 'conflicts' lists them." if count else "Nothing to decide.")
    return lines


def _some(count: int, one: str, more: str) -> list[str]:
    return [f"{count} {plural(count, one, more)}"] if count else []


_ABOUT_A_RECORD = {
    "missing": "is missing from a return: take that as a deletion, or leave it",
    "delete": "was deleted by one and edited by another",
}
_UNMADE = (
    "is shown nowhere: what made it was undone, and somebody has built on it; keep or delete it"
)


def _said(value: Value) -> str:
    if isinstance(value, bool):
        return "stays" if value else "goes"
    return words(value) or "(blank)"


@click.command(name="conflicts")
@plan_file
@by_anyone
@as_json
def list_conflicts(plan: Path, *, as_json: bool) -> int:
    """List what waits for a person."""
    with reading(plan) as opened:
        found = conflicts.open_conflicts(opened, opened.document())
    if as_json:
        print_json([conflict_as_data(each) for each in found])
    else:
        for each in found:
            _, _, name, period = each.cell
            place = f"{name}@{period}" if period else name
            was = f"  was: {_said(each.agreed)}"
            told = _ABOUT_A_RECORD.get(each.kind) if place == "exists" else f"{place}{was}"
            told = _UNMADE if (each.kind, each.agreed) == ("delete", False) else told
            click.echo(f"{each.id}  {each.kind}  {each.ref} {told or 'is new'}")
            for side in each.sides:
                who = ", ".join(filter(None, (side.author, side.source)))
                said = f"    {side.n}  {_said(side.value)}"
                click.echo(f"{said}  ({who})" if who else said)
            if each.export:
                click.echo(f"    both are returns of one export: resolve --later {each.export}")
        if not found:
            click.echo("Nothing waits for a decision.")
    return WAITING if found else DONE


@click.command(context_settings={"ignore_unknown_options": True})
@plan_file
@click.argument("conflict_id", metavar="[ID]", required=False)
@click.option("--take", type=int, metavar="N", help="Take this choice.")
@click.option(
    "--value",
    metavar="TEXT",
    help="Put a value of your own; with --take N for a "
    "ref or name that two have, what the other gets.",
)
@click.option("--keep", "word", flag_value="keep", help="Keep what somebody deleted.")
@click.option("--delete", "word", flag_value="delete", help="Delete it after all.")
@click.option("--leave", "word", flag_value="leave", help="Leave a held edit or a missing row.")
@click.option(
    "--later",
    metavar="EXPORT",
    help="Take the file saved later, wherever returns of this export contradict each other.",
)
@by_whom
@as_json
def resolve(  # noqa: PLR0913 - one argument an option
    plan: Path,
    conflict_id: str | None,
    take: int | None,
    value: str | None,
    word: str | None,
    later: str | None,
    by: str | None,
    *,
    as_json: bool,
) -> int:
    """Decide one conflict, or all those between returns of one export."""
    from csp_desktop.operations.deciding.resolve import Decision, take_later
    from csp_desktop.operations.deciding.resolve import resolve as settle

    if later is not None:
        if conflict_id or take or value or word:
            raise click.UsageError("--later settles many at once: give no ID and nothing else.")
        with writing(plan, by) as opened:
            outcome = take_later(opened, later, stamp_of(by))
        count = len(outcome.changed)
        done = f"Took the file saved later in {count} {plural(count, 'action')}."
        return report(outcome, done, as_json=as_json)
    if conflict_id is None:
        raise click.UsageError("Name a conflict by its ID; 'conflicts' lists them.")
    said = sum(each is not None for each in (take, value, word))
    if said != 1 and (said, word) != (2, None):
        raise click.UsageError("Say one of --take N, --value TEXT, --keep, --delete or --leave.")
    with writing(plan, by) as opened:
        outcome = settle(opened, conflict_id, Decision(take, value, word or ""), stamp_of(by))
    return report(outcome, f"Settled {conflict_id}.", as_json=as_json)
