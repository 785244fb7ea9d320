"""The few questions about the plan that take a window of their own; each tells its answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QListWidget,
    QListWidgetItem,
    QWidget,
)

from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets.form_dialog import Question
from csp_desktop.gui.widgets.labels import Words
from csp_desktop.plan.wording import day

if TYPE_CHECKING:
    from csp_desktop.operations.session.backups import Listed


class NameQuestion(Question):
    """Asks for the user's name before their first change, and what in the plan is theirs."""

    named = Signal(str)
    mine_chosen = Signal(str)

    def __init__(
        self, suggested: str, offered: Sequence[tuple[str, str]], mine: str, parent: QWidget
    ) -> None:
        """`offered` are the sub-groups and people that may be theirs, `mine` the one that is."""
        super().__init__(
            "Your name?",
            "Every change is kept with who made it. Others see this name in the history.",
            "Use this name",
            parent,
        )
        self.name = self.line("Name", suggested, "First name and surname")
        nothing = [("", "Nothing chosen yet")]
        self.mine = self.choice("Yours in this plan", [*nothing, *offered], mine)
        self.name.selectAll()
        self.name.setFocus()
        self.accepted.connect(lambda: self.mine_chosen.emit(str(self.mine.currentData())))
        self.accepted.connect(lambda: self.named.emit(self._name()))

    def _name(self) -> str:
        return " ".join(self.name.text().split())

    def why_not(self) -> str:
        return "" if self._name() else "Type a name, or cancel: the change waits for it."


class NewAction(Question):
    """Asks what a new action is called and where it stands."""

    asked = Signal(str, str, str, str)
    """Ref, title, id of the delivery priority, id of the group."""

    def __init__(
        self,
        offered: tuple[Sequence[tuple[str, str]], Sequence[tuple[str, str]]],
        chosen: tuple[str, str],
        suggest: Callable[[str], str],
        refuse: Callable[[str], str],
        parent: QWidget,
    ) -> None:
        """`offered` and `chosen` are delivery priorities and groups; `refuse` judges a ref."""
        super().__init__("Add an action", "", "Add", parent)
        self._refuse = refuse
        self.ref = self.line("Ref", suggest(chosen[0]))
        self.title = self.line("Action", "", "What will be done")
        self.delivery = self.choice("Delivery priority", offered[0], chosen[0])
        self.group = self.choice("Sub-group", [("", "None yet"), *offered[1]], chosen[1])
        self._suggested = self.ref.text()
        self.delivery.currentIndexChanged.connect(lambda _: self._follow(suggest))
        self.title.setFocus()
        self.accepted.connect(
            lambda: self.asked.emit(
                self.ref.text().strip(),
                self.title.text().strip(),
                self.delivery.currentData() or "",
                self.group.currentData() or "",
            )
        )

    def _follow(self, suggest: Callable[[str], str]) -> None:
        if self.ref.text() == self._suggested:
            self._suggested = suggest(self.delivery.currentData() or "")
            self.ref.setText(self._suggested)

    def why_not(self) -> str:
        reason = self._refuse(self.ref.text().strip())
        return reason or ("" if self.title.text().strip() else "An action needs a title.")


class NewRef(Question):
    """Asks for another ref for an action; one that another bears is exchanged, or makes room."""

    asked = Signal(str, bool)
    """The new ref, and whether who bears it makes room."""

    def __init__(
        self, ref: str, title: str, tell: Callable[[str], tuple[str, str]], parent: QWidget
    ) -> None:
        """`tell` says of a ref why it will not do, and what giving it means; both may be ''."""
        super().__init__(f"Renumber {ref}", title, "Renumber", parent)
        self._tell = tell
        self._old = ref
        self.ref = self.line("New ref", ref)
        self._means = Words("", "small", "text2", wrap=True)
        self._means.setMinimumHeight(themes.current().px(18))
        self.room = QCheckBox("Insert here and renumber the actions that follow")
        self.room.setEnabled(False)
        self.column.addWidget(self._means)
        self.column.addWidget(self.room)
        self.ref.textChanged.connect(self._follow)
        self.ref.selectAll()
        self.ref.setFocus()
        self.accepted.connect(
            lambda: self.asked.emit(
                self.ref.text().strip(), self.room.isEnabled() and self.room.isChecked()
            )
        )

    def _follow(self, text: str) -> None:
        means = self._tell(text.strip())[1]
        self._means.setText(means)
        self.room.setEnabled(bool(means))

    def why_not(self) -> str:
        text = self.ref.text().strip()
        return "This is the ref it has." if text == self._old else self._tell(text)[0]


class CopyFor(Question):
    """Asks for whom a copy is made: for anyone, or bounded to one group's actions."""

    asked = Signal(str)

    def __init__(self, groups: Sequence[tuple[str, str]], parent: QWidget) -> None:
        super().__init__(
            "Make a copy for someone",
            "They work in it apart, and you merge it back. In a copy for one sub-group, what they "
            "change outside its actions comes back as a proposal.",
            "Choose where…",
            parent,
        )
        self.group = self.choice("For", [("", "Anyone: the whole plan"), *groups])
        self.group.setFocus()
        self.accepted.connect(lambda: self.asked.emit(self.group.currentData() or ""))


class WhichBackup(Question):
    """Asks to which backup to go back."""

    asked = Signal(object)

    def __init__(self, backups: Sequence[Listed], parent: QWidget) -> None:
        super().__init__(
            "Restore a backup",
            "The plan goes back to how it was then. How it is now is kept as a backup first.",
            "Restore",
            parent,
        )
        self._backups = list(backups)
        self.list = QListWidget()
        self.list.setAccessibleName("Backups, the last made first")
        self.list.setFixedHeight(themes.current().px(160))
        for backup in self._backups:
            self.list.addItem(_backup_item(backup))
        whole = [index for index, each in enumerate(self._backups) if not each.problem]
        first = [index for index in whole if self._backups[index].before != "restore"]
        self.list.setCurrentRow(next(iter(first or whole), -1))
        self.list.itemActivated.connect(lambda _: self.yes.click())
        self.column.addWidget(self.list)
        self.list.setFocus()
        self.accepted.connect(lambda: self.asked.emit(self._backups[self.list.currentRow()].path))

    def why_not(self) -> str:
        row = self.list.currentRow()
        return self._backups[row].problem if row >= 0 else "No backup of this plan can be opened."


_BEFORE = {"merge": "before a merge", "restore": "before a restore"}


def _backup_item(backup: Listed) -> QListWidgetItem:
    """A backup's line: when it was made and before what, or that it cannot be opened."""
    said = "cannot be opened" if backup.problem else _BEFORE.get(backup.before, "")
    item = QListWidgetItem(
        f"{day(backup.made.isoformat())}, {backup.made:%H:%M:%S}   {said}".rstrip()
    )
    item.setToolTip(backup.problem or backup.path.name)
    if backup.problem:
        item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsEnabled)
    return item
