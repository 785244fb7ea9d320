"""What of a text may be published."""

from __future__ import annotations

from csp_desktop.measures.report.report_context import public


def test_paragraphs_marked_internal_are_not_public() -> None:
    assert public("For all.\n  [INTERNAL] Names.\n\nMore.") == "For all.\n\nMore."
    assert public("[internal] Only this.") == ""
    assert (
        public("For all.\n[internal] Names,\nand where they live.\n\nMore.") == "For all.\n\nMore."
    )
    assert public("[internal] One.\n[internal] Two.\u2028And three.") == ""
    assert public("One.\n \n[internal] Two.\n \nThree.") == "One.\n \n \nThree."
    assert public("Said [internal] within.") == "Said [internal] within."
