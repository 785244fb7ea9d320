"""Commands that make, copy, check and restore plan files."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from csp_desktop.cli.options import DONE, REFUSED, as_json, by_anyone, by_whom, plan_file
from csp_desktop.cli.shared import author_of, print_json, reading, stamp_of, tell
from csp_desktop.operations.session import backups, plan_files
from csp_desktop.plan.fields import SHIPPED


@click.command()
@plan_file
@click.option("--sample", metavar="NAME", help="The shipped plan hackney-2016-18.")
@click.option("--title", metavar="TEXT", default="", help="The title of an empty plan.")
@click.option(
    "--from",
    "book",
    metavar="BOOK.xlsx",
    type=click.Path(path_type=Path),
    help="A workbook of your own to make the plan from.",
)
@click.option(
    "--map",
    "map_file",
    metavar="MAP.json",
    type=click.Path(path_type=Path),
    help="Which of its columns mean what.",
)
@click.option("--accept-map", "accept", is_flag=True, help="Use the map that is suggested.")
@click.option("--password", metavar="TEXT", help="For a workbook that is protected by one.")
@click.option(
    "--continue",
    "old",
    metavar="OLD.cspplan",
    type=click.Path(path_type=Path, readable=False),
    help="A new plan period that continues this plan.",
)
@click.option("--years", metavar="Y,Y …", default="", help="Its years, as 2018/19,2019/20.")
@click.option("--leave", metavar="REF", multiple=True, help="An action that stays behind.")
@click.option("--renumber", metavar="OLD=NEW", multiple=True, help="Another ref in the new plan.")
@click.option("--anew", is_flag=True, help="Close the gaps in the refs.")
@click.option("--carry", is_flag=True, help="With what was planned for the last year.")
@by_whom
@as_json
def new(  # noqa: PLR0913, PLR0917 - one argument an option
    plan: Path,
    sample: str | None,
    title: str,
    book: Path | None,
    map_file: Path | None,
    password: str | None,
    old: Path | None,
    years: str,
    leave: tuple[str, ...],
    renumber: tuple[str, ...],
    by: str | None,
    *,
    accept: bool,
    anew: bool,
    carry: bool,
    as_json: bool,
) -> int:
    """Make a new plan file: empty, from the shipped plan, a workbook, or the plan before it.

    From a workbook without a map, the suggested map is printed and nothing is made. With
    --continue, a new plan period is started: indicators with their figures, partners, groups and
    every action that is not closed or left go along, with their history; the old file is only read.
    """
    if old:
        from csp_desktop.cli.rolling import Continuing, continue_plan

        if sample or book:
            raise click.UsageError("--continue is used alone: leave --sample and --from out.")
        wanted = Continuing(old, years, title, leave, renumber, anew, carry)
        return continue_plan(plan, wanted, by, as_json=as_json)
    if years or leave or renumber or anew or carry:
        raise click.UsageError("--years, --leave, --renumber, --anew, --carry go with --continue.")
    if book:
        from csp_desktop.operations.importing import plan_from_workbook

        if sample or title:
            raise click.UsageError("--from is used alone: leave --sample and --title out.")
        ran = plan_from_workbook.run(
            plan, book, map_file, stamp_of(by), SHIPPED, accept=accept, password=password
        )
        # The map is JSON already, and is there to be saved and corrected.
        if as_json and (accept or map_file):
            print_json(ran.data)
        else:
            click.echo(ran.text)
        if ran.aside:
            click.echo(ran.aside, err=True)
        return ran.code
    if map_file or accept:
        raise click.UsageError("--map and --accept-map go with --from BOOK.xlsx.")
    made = plan_files.new_plan(plan, SHIPPED, stamp_of(by), sample=sample, title=title)
    plan_id = made.plan_id
    made.close()
    tell({"path": str(plan), "plan": plan_id}, f"Made {plan}.", as_json=as_json)
    return DONE


@click.command()
@plan_file
@click.argument("other", type=click.Path(path_type=Path, readable=False))
@click.option("--for", "for_group", metavar="GROUP", help="Bound it to one group's actions.")
@by_whom
@as_json
def copy(plan: Path, other: Path, for_group: str | None, by: str | None, *, as_json: bool) -> None:
    """Make another copy of the plan, for another person to work in."""
    with reading(plan) as opened:
        plan_files.copy_plan(opened, other, author_of(by), for_group=for_group)
    tell({"path": str(other), "for_group": for_group}, f"Made {other}.", as_json=as_json)


_MENDS = "Nothing is lost: its changes are whole, and 'check --rebuild' rebuilds the values."
_HELPS = "Merge an intact copy of the plan into it (merge), or go back to a backup (restore)."


@click.command()
@plan_file
@click.option("--rebuild", is_flag=True, help="Rebuild the current values where they differ.")
@by_whom
@as_json
def check(plan: Path, by: str | None, *, rebuild: bool, as_json: bool) -> int:
    """Say whether the file is sound and its current values follow from its changes."""
    if rebuild:
        backups.rebuild(plan, SHIPPED, author_of(by))
    found = backups.check(plan, SHIPPED)
    mends = bool(found) and backups.can_be_worked_out(plan, SHIPPED)
    if as_json:
        print_json({"sound": not found, "problems": found})
    elif not found:
        click.echo(f"{plan.name} is sound, and its current values follow from its changes.")
    if found:
        more = f" ({len(found) - 1} more)" if len(found) > 1 else ""
        said = " ".join(f"{found[0]}{more}".split())
        click.echo(f"{plan.name} is not sound: {said} {_MENDS if mends else _HELPS}", err=True)
        return REFUSED
    return DONE


@click.command()
@plan_file
@click.option("--list", "listing", is_flag=True, help="List the backups there are; make none.")
@by_anyone
@as_json
def backup(plan: Path, *, listing: bool, as_json: bool) -> None:
    """Make a backup now, or list those there are, the last made first."""
    if listing:
        _list_backups(plan, as_json=as_json)
        return
    with reading(plan) as opened:
        made = backups.back_up(opened, datetime.now())  # noqa: DTZ005 - named in local time
    tell({"backup": str(made)}, f"Made {made}.", as_json=as_json)


def _list_backups(plan: Path, *, as_json: bool) -> None:
    found = backups.listed(plan, SHIPPED)
    if as_json:
        print_json(
            [
                {
                    "backup": str(each.path),
                    "name": each.path.name,
                    "made": each.made.isoformat(),
                    "before": each.before or None,
                    "problem": each.problem or None,
                }
                for each in found
            ]
        )
        return
    for each in found:
        click.echo(f"{each.path.name}  {each.problem}".rstrip())
    if not found:
        click.echo(f"There is no backup of {plan.name} yet.")


@click.command()
@plan_file
@click.argument(
    "from_backup",
    metavar="[BACKUP]",
    required=False,
    type=click.Path(path_type=Path, readable=False),
)
@by_whom
@as_json
def restore(plan: Path, from_backup: Path | None, by: str | None, *, as_json: bool) -> None:
    """Go back to a backup: a file, or one of the plan's by its name or number.

    Where none is named it is the newest that holds. What a restore kept of the plan before it is
    gone back to by name only.
    """
    passed_over: list[str] = []
    used = backups.restore(
        plan, SHIPPED, author_of(by), datetime.now(), from_backup, passed_over.append  # noqa: DTZ005
    )  # fmt: skip
    for each in passed_over:
        click.echo(each, err=True)
    data = {"path": str(plan), "backup": str(used), "passed_over": passed_over}
    tell(data, f"Went back to {used.name}.", as_json=as_json)
