"""Headings as councils write them."""

from __future__ import annotations

import pytest

from csp_desktop.plan.headings import DELIVERY, STRATEGIC, Heading, read_heading


@pytest.mark.parametrize(
    ("text", "level", "number", "under", "title"),
    [
        ("Priority 1: Violence", STRATEGIC, 1, 0, "Violence"),
        ("Strategic priority 1 – Gangs and youth", STRATEGIC, 1, 0, "Gangs and youth"),
        ("PRIORITY ONE - Violence", STRATEGIC, 1, 0, "Violence"),
        ("Theme A: Hate crime", STRATEGIC, 1, 0, "Hate crime"),
        ("Priority 2", STRATEGIC, 2, 0, ""),
        ("P3 Drugs", STRATEGIC, 3, 0, "Drugs"),
        ("Outcome: safer streets", STRATEGIC, 0, 0, "safer streets"),
        ("Strategic objective iv. Roads", STRATEGIC, 4, 0, "Roads"),
        ("1.DP2 Gang violence", DELIVERY, 2, 1, "Gang violence"),
        ("DP2 Gang violence", DELIVERY, 2, 0, "Gang violence"),
        ("Delivery Priority 2 - Burglary", DELIVERY, 2, 0, "Burglary"),
        ("Objective 1.2: Reduce harm", DELIVERY, 2, 1, "Reduce harm"),
        ("3. Hate crime", "", 3, 0, "Hate crime"),
        ("3 Hate crime", "", 3, 0, "Hate crime"),
        ("B) Hate crime", "", 2, 0, "Hate crime"),
    ],
)
def test_level_number_and_title(text: str, level: str, number: int, under: int, title: str) -> None:
    assert read_heading(text) == Heading(level, number, under, title)


@pytest.mark.parametrize(
    "text",
    [
        "Priority areas",
        "Violence against women",
        "12 weeks of action",
        "Aim high for all",
        "A fair deal",
    ],
)
def test_other_words_are_a_title_and_no_more(text: str) -> None:
    assert read_heading(text) == Heading("", 0, 0, text)
