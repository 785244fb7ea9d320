"""One cell of a preview seen closely: what the plan says beside what the file says."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from csp_desktop import look
from csp_desktop.gui.returns import preview_grid, rows, texts
from csp_desktop.gui.returns.changes_table import empty_words, pieces_of
from csp_desktop.gui.returns.preview_grid import PreviewCell, PreviewRow
from csp_desktop.gui.returns.preview_table import NAMES
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets.buttons import RING, LinkButton, Outlined
from csp_desktop.gui.widgets.diff_cards import Pieces
from csp_desktop.gui.widgets.ground import Ground
from csp_desktop.gui.widgets.labels import Glyph, Naming, Words
from csp_desktop.operations.receiving.batch import Verdict, WaitingItem
from csp_desktop.plan.text_diff import Piece
from csp_desktop.plan.values import Value
from csp_desktop.plan.wording import address, counted, within

_HEIGHT, _LEAST = 128, 84
_LEFT_OUT = (preview_grid.CHANGED, preview_grid.CLEARED, preview_grid.NEW, preview_grid.GONE)
DECIDE, GRID = "Decide", "Show in the status grid"


class Closely(Ground):
    """Shows one cell with both its sides. `asked` brings what is to be done with it.

    That is one of DECIDE, GRID, or what a button of the list says: take, leave, delete, mend.
    """

    asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, role="window", line="top", line_role="edge")
        theme = themes.current()
        self.name = Naming()
        self.kind = Words("", "small", "text2")
        self.buttons = {
            name: Outlined(name, height=28)
            for name in (
                DECIDE,
                rows.TAKE,
                rows.LEAVE,
                rows.DELETE,
                rows.MEND,
                rows.LEAVE_OUT,
            )
        }
        self.show_in_grid = LinkButton(GRID)
        self.sides = (_CellSide("In the plan"), _CellSide("In the file"))
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, 0, 0)
        head.setSpacing(theme.px(2))
        head.addWidget(self.name, 1)
        head.addWidget(self.kind)
        head.addSpacing(theme.px(10))
        for name, button in self.buttons.items():
            head.addWidget(button)
            button.clicked.connect(lambda _=False, name=name: self.asked.emit(name))
        head.addWidget(self.show_in_grid)
        self.show_in_grid.clicked.connect(lambda: self.asked.emit(GRID))
        both = QHBoxLayout()
        both.setSpacing(theme.px(16))
        for side in self.sides:
            both.addWidget(side, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(16), theme.px(4), theme.px(12) - RING, theme.px(8))
        column.setSpacing(theme.px(2))
        column.addLayout(head)
        column.addLayout(both, 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_cell(
        self, row: PreviewRow | None, cell: PreviewCell | None, verdicts: Mapping[str, Verdict]
    ) -> None:
        """Show a cell of a row, and what can be done about it."""
        if row is None or not row.record:
            noted = row is not None and row.is_note
            where = f"Problem: {row.note}" if row and noted else ""
            self._say("", row.title if row and not noted else "", where, "")
            self._offer((), may_reveal=False)
            self._show_sides(None)
            if row and noted:
                self.sides[0].say("", (Piece(row.title),), "What its sender should do")
            return
        where = "" if cell is None or cell.field == "exists" else cell.label
        place = texts.full_place(where, cell.period) if cell and where else ""
        self._say(row.label, row.title, place, self._kind_words(cell, verdicts))
        self._offer(_offers(cell), decided=_verdict(cell, verdicts) is not None)
        self._show_sides(cell)

    def _say(self, ref: str, title: str, place: str, kind: str) -> None:
        self.name.say(ref if len(ref) <= 8 else "", title, place)
        self.kind.setText(kind)

    @staticmethod
    def _kind_words(cell: PreviewCell | None, verdicts: Mapping[str, Verdict]) -> str:
        if cell is None or not cell.kind:
            return "Not changed by the file"
        verdict = _verdict(cell, verdicts)
        if verdict is not None and cell.waiting is not None:
            return f"Decided: {texts.decided(cell.waiting, verdict)}"
        if cell.trouble is not None:
            return f"Problem: {address(cell.trouble.sheet, cell.trouble.cell)}"
        return NAMES[cell.kind] if cell.waiting is None else _waits(cell.waiting)

    def _offer(
        self, names: tuple[str, ...], *, decided: bool = False, may_reveal: bool = True
    ) -> None:
        for name, button in self.buttons.items():
            button.setVisible(name in names and not (decided and name != DECIDE))
        self.show_in_grid.setVisible(may_reveal and set(names) <= {rows.LEAVE_OUT})

    def _show_sides(self, cell: PreviewCell | None) -> None:
        before, after = self.sides
        whole = cell is not None and (cell.field == "exists" or cell.kind == preview_grid.MISSING)
        if cell is None or whole:
            before.say("", (), "")
            after.say("", (), "")
            return
        was, will_be, old_name, new_name = cell.was, cell.will_be, "In the plan", "In the file"
        pieces = pieces_of(cell.field, was, will_be)
        if cell.trouble is not None:
            said = f"'{will_be}'  {cell.trouble.message}"
            after.say("", (Piece(said),), new_name)
        elif not will_be:
            after.say("", (Piece("Cleared" if was else empty_words(cell.field)),), new_name)
        else:
            came = tuple(each for each in pieces if each.mark != "removed")
            after.say(_shape(cell, cell.new), came, new_name)
        if not was:
            before.say("", (Piece(empty_words(cell.field)),), old_name)
        elif texts.is_status(cell.field) or cell.trouble is not None:
            before.say(_shape(cell, cell.old), (Piece(was),), old_name)
        else:
            kept = tuple(each for each in pieces if each.mark != "added")
            before.say("", kept, old_name)

    def fit(self, height: int) -> None:
        """Take no more than a third of a preview that is so high, but for two lines of text."""
        theme = themes.current()
        self.setFixedHeight(min(theme.px(_HEIGHT), max(theme.px(_LEAST), height // 3)))


def _waits(waiting: WaitingItem) -> str:
    """Why a cell waits for a person, in a few words."""
    if waiting.kind == "edit":
        return f"Conflict: {counted(len(waiting.options), 'copy', 'copies')} differ"
    if waiting.kind == "missing":
        return "Its row is missing from the file; nothing is deleted unless you say so"
    if waiting.contested:
        return f"Conflict: {within(texts.what(waiting))}"
    return texts.explained(waiting).removesuffix(".")


def _verdict(cell: PreviewCell | None, verdicts: Mapping[str, Verdict]) -> Verdict | None:
    return verdicts.get(cell.waiting.id) if cell and cell.waiting else None


def _offers(cell: PreviewCell | None) -> tuple[str, ...]:
    """What can be done about a cell, by the buttons' names."""
    if cell is None:
        return ()
    if cell.trouble is not None:
        plain = cell.trouble.spot is not None and cell.trouble.spot.suggested
        return (rows.MEND, DECIDE) if plain else (DECIDE,)
    if cell.waiting is None:
        return (rows.LEAVE_OUT,) if cell.kind in _LEFT_OUT else ()
    if cell.waiting.contested:
        return (DECIDE,)
    return (rows.LEAVE, rows.DELETE) if cell.waiting.kind == "missing" else (rows.TAKE, rows.LEAVE)


def _shape(cell: PreviewCell, value: Value) -> str:
    """The shape before a status, '' before other values."""
    said = str(value or "")
    return said if texts.is_status(cell.field) and said in look.SHAPES else ""


class _CellSide(QWidget):
    """One side of a cell: its name over a text, after the shape of a status."""

    def __init__(self, name: str) -> None:
        super().__init__()
        theme = themes.current()
        self.name = Words(name, "small", "text2", strong=True)
        self._glyph = Glyph("", height=18)
        self.text = Pieces()
        self.text.setAccessibleName(name)
        self.text.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        said = QHBoxLayout()
        said.setSpacing(theme.px(6))
        said.addWidget(self._glyph, 0, Qt.AlignmentFlag.AlignTop)
        said.addWidget(self.text, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(2))
        column.addWidget(self.name)
        column.addLayout(said, 1)

    def say(self, shape: str, pieces: tuple[Piece, ...], name: str) -> None:
        """Show these pieces under a name."""
        self.name.setText(name)
        self._glyph.show_glyph(shape)
        self._glyph.setVisible(bool(shape))
        self.text.show_pieces(pieces)
