"""The course of a plan with what its snapshots say: the quarters that were reported, counted."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from csp_desktop.errors import PlanDamaged
from csp_desktop.measures.course import (
    CourseQuarter,
    Tallier,
    Tally,
    course,
    frozen_tally,
    quarters_to,
)
from csp_desktop.measures.report.course import course_of
from csp_desktop.measures.report.report_context import Scope, Source
from csp_desktop.operations.session.open_plan import OpenPlan
from csp_desktop.operations.snapshots.snapshots import (
    NOW,
    document_of,
    find,
    frozen_in,
    frozen_quarters,
)
from csp_desktop.plan.document import Document
from csp_desktop.plan.spelling import plain
from csp_desktop.plan.wording import instant

_NONE: Mapping[str, Tally] = MappingProxyType({})


def reported(
    plan: OpenPlan,
    document: Document,
    quarter: str,
    *,
    known: Mapping[str, Tally] = _NONE,
    by: str = "",
) -> dict[str, Tally]:
    """The quarters of a course to `quarter` that were frozen, by quarter.

    Of several snapshots of one quarter, the one taken last counts; with `by`, those taken after
    that time do not. One that `known` holds is not read again: a snapshot never changes.
    """
    wanted = quarters_to(quarter)
    found: dict[str, Tally] = {}
    for each in frozen_quarters(document):
        late = by and instant(each.taken_at) > instant(by)
        if each.quarter not in wanted or each.quarter in found or late:
            continue
        before = known.get(each.quarter)
        if before and before.snapshot == each.id:
            found[each.quarter] = before
            continue
        try:
            frozen = frozen_in(plan, each)
        # A snapshot that cannot be read says nothing; the quarter is counted as known now.
        except PlanDamaged:
            continue
        found[each.quarter] = frozen_tally(frozen.document, each.quarter, each.id)
    return found


def course_at(plan: OpenPlan, name: str = "") -> tuple[CourseQuarter, ...]:
    """The course of the whole plan to its working quarter, or to a snapshot as it was told then."""
    document = document_of(plan)
    whole = Scope("Whole plan")
    if name and plain(name).lower() != NOW:
        taken = find(document, name)
        frozen = frozen_in(plan, taken)
        earlier = reported(plan, document, frozen.quarter, by=taken.taken_at)
        return course_of(Source(frozen, taken.label or taken.id), whole, earlier)
    quarter = document.plan.text("working_quarter")
    known = Tallier().tallies(document, quarters_to(quarter))
    return course(known, reported(plan, document, quarter))
