"""A batch being decided, kept beside the settings step by step until it is merged.

What a person did is kept as steps in their order: what is in force is what the steps come to, so
the last one can be taken back and done again, after a restart as well. Nothing of it is in the
plan before the merge.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from csp_desktop import paths
from csp_desktop.changes.change import Cell
from csp_desktop.operations.deciding.resolve import Decision
from csp_desktop.operations.receiving.verdicts import Verdict
from csp_desktop.plan.vocabulary import Word
from csp_desktop.plan.wording import counted
from csp_desktop.whole import move_over, remove, write_whole

_FOLDER, _FORMAT = "returns", 1


class MendPlace(NamedTuple):
    """A cell of a file that could not be understood, with its content."""

    file: str
    sheet: str
    cell: str
    said: str


class ChangePlace(NamedTuple):
    """A cell of the plan that a file changes; the file is known by what is in it."""

    file: str
    kind: str
    record: str
    field: str
    period: str

    @property
    def cell(self) -> Cell:
        """The cell without the file."""
        return Cell(*self[1:])


Verdicts: TypeAlias = Mapping[str, Verdict | None]
Mends: TypeAlias = Mapping[MendPlace, str]
Left: TypeAlias = Mapping[ChangePlace, str | None]
Words: TypeAlias = Mapping[Word, str]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that a person did to a batch; `says` tells it in words.

    `verdicts` are by what they settle, None for one taken back. `mends` are values in place of ones
    that could not be understood. `anyway` is the fingerprint of a file to merge whatever it takes
    out. `left_out` are changes not to be taken, with the reason, None for one taken after all.
    `words` are what words in the files mean, which the plan learns with the merge.
    """

    says: str
    verdicts: Verdicts = field(default_factory=dict)
    mends: Mends = field(default_factory=dict)
    anyway: str = ""
    left_out: Left = field(default_factory=dict)
    words: Words = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file of the batch; `fingerprint` is of what was read, '' as long as it was not."""

    path: str
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class BatchDraft:
    """The files of a batch and the steps taken; those from `done` on have been taken back.

    `decided` of `conflicts` is how far it was when it was kept. `told` are decisions of which it
    was said that what they were about has changed. `typed` are texts that are typed and not used
    yet, by what they are typed for.
    """

    files: tuple[KeptFile, ...] = ()
    steps: tuple[Step, ...] = ()
    done: int = 0
    conflicts: int = 0
    decided: int = 0
    told: frozenset[str] = frozenset()
    typed: Mapping[str, str] = field(default_factory=dict)

    def after(self, step: Step) -> BatchDraft:
        """With one more step; what had been taken back cannot be done again then."""
        steps = (*self.steps[: self.done], step)
        return replace(self, steps=steps, done=len(steps))

    @property
    def last(self) -> Step | None:
        """What would be taken back."""
        return self.steps[self.done - 1] if self.done else None

    @property
    def next(self) -> Step | None:
        """What would be done again."""
        return self.steps[self.done] if self.done < len(self.steps) else None

    def back(self) -> BatchDraft:
        """With the last step taken back."""
        return replace(self, done=max(self.done - 1, 0))

    def forth(self) -> BatchDraft:
        """With what was taken back last done again."""
        return replace(self, done=min(self.done + 1, len(self.steps)))

    @property
    def verdicts(self) -> dict[str, Verdict]:
        """What is decided, by the id of what it settles."""
        found: dict[str, Verdict] = {}
        for step in self._in_force():
            for each, verdict in step.verdicts.items():
                if verdict is None:
                    found.pop(each, None)
                else:
                    found[each] = verdict
        return found

    @property
    def mends(self) -> dict[MendPlace, str]:
        """The values typed in place of ones that could not be understood."""
        return {place: text for step in self._in_force() for place, text in step.mends.items()}

    @property
    def anyway(self) -> frozenset[str]:
        """The files that are merged whatever they take out."""
        return frozenset(step.anyway for step in self._in_force() if step.anyway)

    @property
    def left_out(self) -> dict[ChangePlace, str]:
        """The changes that are not to be taken, with the reasons."""
        found: dict[ChangePlace, str] = {}
        for step in self._in_force():
            for place, reason in step.left_out.items():
                if reason is None:
                    found.pop(place, None)
                else:
                    found[place] = reason
        return found

    @property
    def words(self) -> dict[Word, str]:
        """What words in the files are said to mean."""
        return {each: said for step in self._in_force() for each, said in step.words.items()}

    def _in_force(self) -> Iterator[Step]:
        return iter(self.steps[: self.done])

    @property
    def empty(self) -> bool:
        """Whether nothing of it needs to be kept."""
        return not self.files and not self.steps and not self.typed

    @property
    def sentence(self) -> str:
        """How far it was: 'You were deciding 5 of 20 conflicts of 8 files', '' for nothing."""
        count = len(self.files)
        of = f" of {counted(count, 'file')}" if count else ""
        if self.conflicts and (self.files or self.done):
            conflicts = counted(self.conflicts, "conflict")
            return f"You were deciding {self.decided:,} of {conflicts}{of}"
        if count:
            return f"You were looking at what came back in{of.removeprefix(' of')}"
        return ""


def load(plan_id: str, plan: Path) -> BatchDraft:
    """The draft beside the settings for the plan at `plan`; an empty one where there is none.

    One that was kept for the same plan in a place where it is no more has moved along with it.
    """
    path = _place(plan_id, plan)
    # The name follows from the plan's id and place, since two copies of one plan may each have a
    # batch. A plan that was moved takes its draft along, but only if no plan is left at the old
    # place: that one's draft would be stolen otherwise.
    if not path.exists():
        moved = next(_moved(plan_id, plan), None)
        if moved is None:
            return BatchDraft()
        with suppress(OSError):
            move_over(moved, path)
    return _draft(_read(path))


def save(plan_id: str, plan: Path, draft: BatchDraft) -> None:
    """Keep the draft, on the disk when this returns; an empty one leaves nothing behind.

    Raises OSError where the disk does not let it, and leaves what was kept before.
    """
    path = _place(plan_id, plan)
    if draft.empty:
        remove(path)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    kept = {"plan_id": plan_id, "plan": str(plan.absolute()), **_data(draft)}
    write_whole(path, json.dumps(kept, ensure_ascii=True).encode())


def _place(plan_id: str, plan: Path) -> Path:
    return _named_after(plan_id, paths.key_of(plan))


def _named_after(plan_id: str, place: str) -> Path:
    name = hashlib.sha256(f"{plan_id}\n{place}".encode()).hexdigest()[:24]
    return paths.user_data() / _FOLDER / f"{name}.json"


def _moved(plan_id: str, plan: Path) -> Iterator[Path]:
    """The drafts of the plan in places where it is no more, or in this one spelt otherwise."""
    with suppress(OSError):
        for path in sorted((paths.user_data() / _FOLDER).glob("*.json")):
            kept = _read(path)
            where = str(kept.get("plan") or "")
            if kept.get("plan_id") != plan_id or not where:
                continue
            # Before spellings were one, a draft was named after the path as it was spelt.
            respelt = path == _named_after(plan_id, where)
            if not Path(where).exists() or (respelt and paths.key_of(where) == paths.key_of(plan)):
                yield path


def _read(path: Path) -> Mapping[str, Any]:
    try:
        read = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return read if isinstance(read, dict) else {}


def _data(draft: BatchDraft) -> dict[str, Any]:
    return {
        "format": _FORMAT,
        "files": [[each.path, each.fingerprint] for each in draft.files],
        "steps": [_step_data(each) for each in draft.steps],
        "done": draft.done,
        "conflicts": draft.conflicts,
        "decided": draft.decided,
        "told": sorted(draft.told),
        "typed": dict(draft.typed),
    }


def _step_data(step: Step) -> dict[str, Any]:
    return {
        "says": step.says,
        "verdicts": {each: _verdict_data(verdict) for each, verdict in step.verdicts.items()},
        "mends": [[*place, text] for place, text in step.mends.items()],
        "anyway": step.anyway,
        "left_out": [[*place, reason] for place, reason in step.left_out.items()],
        "words": [[*each, meaning] for each, meaning in step.words.items()],
    }


def _verdict_data(verdict: Verdict | None) -> list[Any] | None:
    if verdict is None:
        return None
    decision = verdict.decision
    return [decision.take, decision.value, decision.word, decision.side, verdict.reason]


def _draft(kept: Mapping[str, Any]) -> BatchDraft:
    """What was kept; where it is damaged or of another version, nothing of it."""
    # No attempt to read half of it: a decision read wrongly would be carried out in its name.
    if kept.get("format") != _FORMAT:
        return BatchDraft()
    try:
        return BatchDraft(
            tuple(KeptFile(*each) for each in kept["files"]),
            tuple(_step(each) for each in kept["steps"]),
            int(kept["done"]),
            int(kept["conflicts"]),
            int(kept["decided"]),
            frozenset(kept["told"]),
            dict(kept["typed"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        return BatchDraft()


def _step(kept: Mapping[str, Any]) -> Step:
    return Step(
        kept["says"],
        {each: _verdict(said) for each, said in kept["verdicts"].items()},
        {MendPlace(*place): text for *place, text in kept["mends"]},
        kept["anyway"],
        {ChangePlace(*place): reason for *place, reason in kept["left_out"]},
        # A draft of an earlier version has none.
        {Word(*each): meaning for *each, meaning in kept.get("words", [])},
    )


def _verdict(kept: list[Any] | None) -> Verdict | None:
    if kept is None:
        return None
    take, value, word, side, reason = kept
    return Verdict(Decision(take, value, word, side), reason)
