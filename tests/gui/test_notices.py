"""Notices: one at a time, the weightier first, each about one thing once."""

from pytestqt.qtbot import QtBot

from csp_desktop.gui.session.messages import Notice, queued, without
from csp_desktop.gui.window.message_bar import NoticeStrip

TOLD = Notice("Backed up.")
FAILED = Notice("The disk is full.", "error", about="saving")
PASSING = Notice("Nothing here is marked.", passing=True)


def test_what_failed_goes_before_what_is_told() -> None:
    assert queued(queued((), TOLD), FAILED) == (FAILED, TOLD)
    other = Notice("Another fault.", "error")
    assert queued((FAILED, TOLD), other) == (other, FAILED, TOLD)


def test_a_later_notice_about_the_same_takes_the_place_of_the_earlier() -> None:
    again = Notice("The folder cannot be written to.", "error", about="saving")
    assert queued((FAILED, TOLD), again) == (again, TOLD)
    assert queued((TOLD,), TOLD) == (TOLD,)


def test_a_passing_one_gives_way_and_what_is_settled_goes() -> None:
    assert queued((PASSING,), TOLD) == (TOLD,)
    assert without((FAILED, TOLD), "saving") == (TOLD,)


def test_what_is_told_last_is_not_hidden_behind_what_was_told_before() -> None:
    newer = Notice("The snapshot is taken.", passing=True)
    warned = Notice("This plan may only be read.", "warning")
    assert queued((TOLD,), newer) == (newer, TOLD)
    assert queued((warned, TOLD), newer) == (warned, newer, TOLD)
    assert queued((FAILED, TOLD), warned) == (FAILED, warned, TOLD)


def said(strip: NoticeStrip) -> str:
    return strip.notice.sentence if strip.notice else ""


def test_the_strip_shows_one_and_acts(qtbot: QtBot, keeper: object) -> None:
    assert keeper is not None
    strip = NoticeStrip()
    qtbot.addWidget(strip)
    did: list[str] = []
    strip.tell(TOLD)
    strip.tell(Notice("Full.", "error", "saving", "Try again", lambda: did.append("again")))
    assert said(strip) == "Full."
    assert not strip.isHidden()
    strip.action.click()
    assert did == ["again"]
    assert said(strip) == "Backed up."
    strip.close_first()
    assert said(strip) == ""
    assert strip.isHidden()
    strip.tell(FAILED)
    strip.settle("saving")
    assert strip.isHidden()
