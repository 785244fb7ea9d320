"""Statuses as people write them: in phrases, in signs, in two languages."""

from __future__ import annotations

import pytest

from csp_desktop.plan.statuses import STATUSES
from csp_desktop.workbook.importing.fuzzy_values import read_choice


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("In progress – some delay", "at risk"),
        ("On track - but at risk", "at risk"),
        ("On track with some risks", "at risk"),
        ("On track (recruitment delayed)", "at risk"),
        ("Started – red", "off track"),
        ("Red/Amber", "off track"),
        ("Amber / Red", "off track"),
        ("R/A", "off track"),
        ("G/A", "at risk"),
        ("Green to Amber", "at risk"),
        ("Ongoing – delayed", "off track"),
        ("Not started – overdue", "off track"),
        ("Red (was Amber)", "off track"),
        ("Sites agreed and on track", "on track"),
        ("On track, no issues", "on track"),
        ("On hold - funding", "at risk"),
        ("⚪", "not started"),
        ("⚠️", "at risk"),
        ("Not due to start", "not started"),
    ],
)
def test_of_several_statuses_in_a_phrase_the_worst_counts_and_is_asked_about(
    text: str, status: str
) -> None:
    read = read_choice(text, STATUSES)
    assert read
    assert (read.choice, read.sure) == (status, False)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("🔴", "off track"),
        ("🟢 On track", "on track"),
        ("🔵", "complete"),
        ("Ar y trywydd iawn / On track", "on track"),
        ("Wedi’i gwblhau / Complete", "complete"),
        ("Mewn perygl", "at risk"),
        ("Heb ddechrau\nNot started", "not started"),
        ("Yn parhau | Ongoing", "ongoing"),
        ("Closed", "complete"),
    ],
)
def test_signs_and_two_languages_say_one_status(text: str, status: str) -> None:
    read = read_choice(text, STATUSES)
    assert read
    assert (read.choice, read.sure) == (status, True)


@pytest.mark.parametrize("text", ["Open", "Nearly complete", "●", "◆", "G - B", "60%"])
def test_what_cannot_be_known_is_no_status(text: str) -> None:
    assert read_choice(text, STATUSES) is None
