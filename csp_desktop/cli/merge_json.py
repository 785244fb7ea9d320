"""The report on a merge as JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from csp_desktop.measures.snapshot.frozen import conflict_as_data
from csp_desktop.operations.editing.vocabulary import asked_as_data
from csp_desktop.operations.merging.merge_report import MergeReport


def report_as_data(report: MergeReport) -> dict[str, Any]:
    """A report with the keys that `merge --json` promises."""
    return {
        "files": [
            {
                "path": str(each.path),
                "kind": each.kind,
                "applied": each.applied,
                "already_known": each.already_known,
                "waiting": each.waiting,
                **({"healed": each.healed} if each.healed else {}),
                "added": each.added,
                "cleared": [
                    {"ref": ref, "field": name, "period": period or None}
                    for ref, name, period in each.cleared
                ],
                "missing": each.missing,
                "held": [
                    {
                        "ref": held.ref,
                        "field": held.field,
                        "period": held.period or None,
                        "value": held.value,
                        "reason": held.reason,
                    }
                    for held in each.held
                ],
                "problems": [
                    {"sheet": one.sheet, "cell": one.cell, "message": one.message}
                    for one in each.problems
                ],
                "notices": each.notices,
                **({"takes_out": asdict(each.takes_out)} if each.takes_out else {}),
            }
            for each in report.files
        ],
        "conflicts": [conflict_as_data(each) for each in report.conflicts],
        "applied": report.applied,
        "unknown_words": asked_as_data(report.unknown_words),
    }
