"""Returns going out and coming in: who was sent what, who has answered, who is late."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from csp_desktop.errors import Failure, Refusal
from csp_desktop.measures.progress import closed_as
from csp_desktop.operations.sending.export import ExportRequest, export, export_to, suggested_path
from csp_desktop.operations.session.open_plan import OpenPlan, Outcome
from csp_desktop.operations.session.stamp import Stamp
from csp_desktop.plan.document import EXISTS, Document, Record
from csp_desktop.plan.wording import instant
from csp_desktop.whole import remove, untaken

_RETURN = "return"


class ReturnState(StrEnum):
    """The state of a sub-group's return for a quarter."""

    NOT_SENT = "not sent"
    OUTSTANDING = "outstanding"
    LATE = "late"
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True)
class Return:
    """One sub-group's return for a quarter.

    `group` is its id, '' for the whole plan. `sent`, `due` and `answered` are ISO dates or times,
    '' where there is none; `times` counts how often it was sent out. `after_snapshot`: it was
    filled in after the quarter had been frozen.
    """

    group: str
    name: str
    actions: int
    standing: ReturnState
    sent: str = ""
    due: str = ""
    answered: str = ""
    by: str = ""
    times: int = 0
    after_snapshot: bool = False


@dataclass(frozen=True, slots=True)
class Sent:
    """The workbooks that were made, and what that has changed in the plan."""

    files: tuple[Path, ...]
    outcome: Outcome


def returns_for(
    document: Document,
    quarter: str,
    today: str,
    *,
    sent: Mapping[str, str] | None = None,
    frozen: str = "",
) -> list[Return]:
    """Every sub-group that has actions, and the whole plan where it was sent out, by name.

    `today` is an ISO date. `sent` says by the request's id when it was made; `frozen` is when the
    quarter's snapshot was taken, '' where there is none.
    """
    counted: dict[str, int] = {}
    for action in document.of("action"):
        if closed_as(action, quarter):
            continue
        counted[action.text("group")] = counted.get(action.text("group"), 0) + 1
    requests = [
        each
        for each in document.of("return_request")
        if each.text("quarter") == quarter and each.text("export_kind") in ("", _RETURN)
    ]
    received = [each for each in document.of("return_received") if each.text("quarter") == quarter]
    named = {each.id: each.text("name") for each in document.of("group") if counted.get(each.id)}
    if any(not each.text("group") for each in requests):
        named[""] = "Whole plan"
        counted[""] = sum(counted.values())
    found = [
        _return(
            group,
            name,
            counted[group],
            [each for each in requests if each.text("group") == group],
            [each for each in received if each.text("group") == group],
            (today, sent or {}, frozen),
        )
        for group, name in named.items()
    ]
    return sorted(found, key=lambda each: (each.group == "", each.name.casefold()))


def outstanding(document: Document, quarter: str, today: str) -> list[Return]:
    """The returns that were sent out for a quarter and have not come back, late ones first."""
    waited = [
        each
        for each in returns_for(document, quarter, today)
        if each.standing in (ReturnState.OUTSTANDING, ReturnState.LATE)
    ]
    return sorted(waited, key=lambda each: each.standing is not ReturnState.LATE)


def returns_of(
    plan: OpenPlan, quarter: str, today: str, frozen: str = "", document: Document | None = None
) -> list[Return]:
    """As `returns_for`, with when each was sent out; `document` where it is at hand."""
    document = document or plan.document()
    sent = {}
    for each in document.of("return_request"):
        made = [plan.file.log.author_of(head) for head in each.held(*EXISTS).heads]
        sent[each.id] = max((one.at or "" for one in made if one), key=instant, default="")
    return returns_for(document, quarter, today, sent=sent, frozen=frozen)


def send_out(
    plan: OpenPlan,
    folder: Path,
    asked: ExportRequest,
    stamp: Stamp,
    *,
    groups: Iterable[str] = (),
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> Sent:
    """Make a return for each group (by id; all that have actions, where none is named), or none.

    `asked` gives quarter and due date. A workbook that is there already is not written over: it
    may have been filled in. `progress` hears how many of how many are made. What it raises, or
    what goes wrong on the way, takes back the workbooks made so far and leaves the plan as it was.
    """
    document = plan.document()
    if plan.group:
        raise Refusal("This copy was made for one group. Returns are sent out from the main one.")
    chosen = list(groups) or [
        each.group for each in returns_for(document, asked.quarter, "") if each.group
    ]
    if not chosen:
        raise Refusal("No action has a sub-group yet, so there is nobody to send a return to.")
    is_new = not folder.exists()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Failure(f"{folder} could not be made ({error.strerror}): choose another.") from error
    files: list[Path] = []
    changed = []
    try:
        with plan.file.transaction():
            progress(0, len(chosen))
            for number, group in enumerate(chosen, 1):
                mine = ExportRequest(_RETURN, group, asked.quarter, asked.due)
                path = untaken(suggested_path(folder, export(plan, mine, stamp)))
                # Noted before it is made: a file that is half written when something fails goes as
                # well.
                files.append(path)
                made = export_to(plan, path, mine, stamp)
                record = plan.file.values.record("return_request", made.export_id)
                changed.append(("return_request", made.export_id, record))
                progress(number, len(chosen))
    # Cancelling and Ctrl+C too. A workbook that the plan knows nothing of could be sent, filled in,
    # and then not be recognised.
    except BaseException as error:
        _take_back(files, folder if is_new else None, error)
        raise
    outcome = Outcome(stamp.new_id(), "export", stamp.author, tuple(changed))
    return Sent(tuple(files), outcome)


def _take_back(files: Iterable[Path], folder: Path | None, error: BaseException) -> None:
    """Remove workbooks that nobody was told of, and the folder made for them."""
    left = []
    for path in files:
        try:
            remove(path)
        except OSError:
            left.append(path.name)
    if folder is not None:
        with suppress(OSError):
            folder.rmdir()
    if left:
        raise Refusal(
            f"No return was sent out, and the plan is as it was. {', '.join(left)} could not be "
            "removed again: close it where it is open, and delete it."
        ) from error


def _return(
    group: str,
    name: str,
    actions: int,
    requests: list[Record],
    received: list[Record],
    when: tuple[str, Mapping[str, str], str],
) -> Return:
    today, sent, frozen = when
    # By the time it was sent, then by id, so that every copy names the same one.
    latest = max(requests, key=lambda each: (instant(sent.get(each.id, "")), each.id), default=None)
    answer = max(received, key=lambda each: (instant(each.text("saved_at")), each.id), default=None)
    due = latest.text("due") if latest else ""
    if answer:
        standing = ReturnState.ANSWERED
    elif latest is None:
        standing = ReturnState.NOT_SENT
    else:
        standing = (
            ReturnState.LATE if due and today and today[:10] > due else ReturnState.OUTSTANDING
        )
    answered = answer.text("saved_at") if answer else ""
    return Return(
        group,
        name,
        actions,
        standing,
        sent.get(latest.id, "") if latest else "",
        due,
        answered,
        answer.text("saved_by") if answer else "",
        len(requests),
        after_snapshot=bool(answer and frozen and answered and instant(answered) > instant(frozen)),
    )
