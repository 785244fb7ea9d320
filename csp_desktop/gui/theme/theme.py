"""The theme in force: colours by role, three sizes of the system's font, lengths that scale.

`start` dresses the application before the first window; `choose` changes light and dark while it
runs. Widgets ask `current()` while painting, and repaint by themselves when the palette changes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Final, Literal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QFontMetricsF,
    QGuiApplication,
    QPalette,
)
from PySide6.QtWidgets import QApplication

from csp_desktop import look, paths
from csp_desktop.gui.theme import desktop

Size = Literal["small", "body", "title"]
Choice = Literal["system", "light", "dark"]

SIZES: Final[dict[Size, float]] = {"small": 0.92, "body": 1.0, "title": 1.38}
_LINE_AT_96_DPI = 16.0
_NO_DESKTOP = ("offscreen", "minimal", "vnc")
_SHIPPED_FAMILY = "Inter"
_SHIPPED_SIZE = 9.75


@lru_cache(maxsize=256)
def colour(value: str) -> QColor:
    """The QColor of '#RRGGBB'."""
    return QColor(value)


@dataclass(frozen=True, eq=False)
class Theme:
    """Colours and fonts as they are now; replaced whole when the theme or the font changes."""

    palette: look.Palette
    base_font: QFont
    scale: float = 1.0
    _fonts: dict[tuple[Size, bool], QFont] = field(default_factory=dict, repr=False)

    @property
    def dark(self) -> bool:
        """Whether this is the dark theme."""
        return self.palette.dark

    def colour(self, role: str) -> QColor:
        """The colour of a role of the palette, such as 'text2'."""
        return colour(getattr(self.palette, role))

    def status(self, status: str) -> QColor:
        """The colour of a status, state or rating."""
        return colour(self.palette.status(status))

    def font(self, size: Size = "body", *, strong: bool = False) -> QFont:
        """The system's font in one of the three sizes, in weight 400 or 600, figures tabular."""
        known = self._fonts.get((size, strong))
        if known is None:
            known = QFont(self.base_font)
            if known.pointSizeF() > 0:
                known.setPointSizeF(self.base_font.pointSizeF() * SIZES[size])
            else:
                known.setPixelSize(round(self.base_font.pixelSize() * SIZES[size]))
            known.setWeight(QFont.Weight.DemiBold if strong else QFont.Weight.Normal)
            # Figures of equal width, so that numbers below each other line up and counts do not
            # jitter.
            known.setFeature(QFont.Tag("tnum"), 1)
            self._fonts[size, strong] = known
        return known

    def px(self, length: float) -> int:
        """A length given at 96 dpi, as it is beside the system's font."""
        return round(length * self.scale)


class Themes(QObject):
    """Keeps the application in the chosen theme, and tells when that changes.

    `resized` tells that the system's font is another, and with it every length.
    """

    changed = Signal()
    resized = Signal()

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self._application = application
        self._choice: Choice = "system"
        self._font = _system_font(application)
        self.theme = self._made()
        hints = application.styleHints()
        hints.colorSchemeChanged.connect(self.follow)
        if hasattr(hints, "accessibility"):  # from Qt 6.10 on
            hints.accessibility().contrastPreferenceChanged.connect(self.follow)
        # Who comes back may have been to the system's settings, of which not all are told.
        application.applicationStateChanged.connect(self._follow_return)

    @property
    def choice(self) -> Choice:
        """What the person has chosen: 'system', 'light' or 'dark'."""
        return self._choice

    def choose(self, choice: str) -> None:
        """Take the light theme, the dark one, or the one that the system asks for."""
        self._choice = "light" if choice == "light" else "dark" if choice == "dark" else "system"
        self._apply()

    def follow(self) -> None:
        """Take what the system asks for now: its font, its contrast, and light or dark."""
        before = self.theme
        self._font = _system_font(self._application)
        made = self._made()
        if (made.palette, made.base_font) == (before.palette, before.base_font):
            return
        self._apply()
        if made.base_font != before.base_font:
            self.resized.emit()

    def _follow_return(self, state: Qt.ApplicationState) -> None:
        if state == Qt.ApplicationState.ApplicationActive:
            self.follow()

    def _made(self) -> Theme:
        scheme = _scheme(self._application)
        if self._choice != "system":
            dark = self._choice == "dark"
        elif scheme == Qt.ColorScheme.Unknown:  # so it is in Windows' themes of high contrast
            dark = desktop.ground_is_dark()
        else:
            dark = scheme == Qt.ColorScheme.Dark
        palette = look.palette(dark=dark, high_contrast=_high_contrast(self._application))
        # Beside the font and not the screen: Qt scales by the screen already. Someone who has set a
        # larger system font wants larger rows as well.
        scale = QFontMetricsF(self._font).height() / _LINE_AT_96_DPI
        # Fonts of one size differ by a fraction of a pixel from system to system. Rounded to 1, all
        # lengths are whole pixels there.
        return Theme(palette, self._font, 1.0 if abs(scale - 1) < 0.04 else scale)

    def _apply(self) -> None:
        self.theme = self._made()
        global _current  # noqa: PLW0603 - one application, one theme, as with QApplication.palette
        _current = self.theme
        self._application.setFont(self.theme.font("body"))
        self._application.setPalette(qt_palette(self.theme.palette))
        self.changed.emit()


_current: Theme | None = None


def start(application: QApplication, choice: str = "system") -> Themes:
    """Dress the application: fonts where it has none, then palette and font; returns its keeper."""
    themes = Themes(application)
    themes.choose(choice)
    return themes


def current() -> Theme:
    """The theme in force; the light one with the application's font where none was started."""
    global _current  # noqa: PLW0603
    if _current is None:
        application = QApplication.instance()
        if not isinstance(application, QApplication):
            raise RuntimeError("a theme needs an application")
        _current = Theme(look.LIGHT, _system_font(application))
    return _current


def qt_palette(palette: look.Palette) -> QPalette:
    """The palette in Qt's roles, disabled ones in the quieter text."""
    made = QPalette()
    roles = QPalette.ColorRole
    for role, name in (
        (roles.Window, "window"),
        (roles.Button, "window"),
        (roles.Base, "base"),
        (roles.AlternateBase, "alt"),
        (roles.ToolTipBase, "base"),
        (roles.Text, "text"),
        (roles.WindowText, "text"),
        (roles.ButtonText, "text"),
        (roles.BrightText, "text"),
        (roles.ToolTipText, "text"),
        (roles.PlaceholderText, "text3"),
        (roles.Mid, "line"),
        (roles.Midlight, "line"),
        (roles.Light, "base"),
        (roles.Dark, "edge"),
        (roles.Shadow, "edge"),
        (roles.Accent, "accent"),
        (roles.Link, "accent"),
        (roles.LinkVisited, "accent"),
        (roles.Highlight, "accent"),
        (roles.HighlightedText, "on_accent"),
    ):
        made.setColor(role, colour(getattr(palette, name)))
    for role in (roles.Text, roles.WindowText, roles.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, colour(palette.text3))
    return made


def _scheme(application: QApplication) -> Qt.ColorScheme:
    return application.styleHints().colorScheme()


def _high_contrast(application: QApplication) -> bool:
    """Whether the person has asked the system for high contrast."""
    hints = application.styleHints()
    if hasattr(hints, "accessibility"):
        asked = hints.accessibility().contrastPreference()
        if asked == Qt.ContrastPreference.HighContrast:
            return True
    return desktop.high_contrast_is_on()


def _system_font(_application: QApplication) -> QFont:
    """The system's font, or the shipped one where no desktop gives one."""
    # Not the application's: that is the one which was given to it last.
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    # Without a desktop Qt's default font depends on what happens to be installed, or is none.
    if QGuiApplication.platformName() not in _NO_DESKTOP and QFontDatabase.families():
        return font
    if _load_fonts():
        shipped = QFont(_SHIPPED_FAMILY)
        shipped.setPointSizeF(_SHIPPED_SIZE)
        return shipped
    return font


@cache
def _load_fonts() -> bool:
    folder = paths.resources() / "fonts"
    loaded = [QFontDatabase.addApplicationFont(str(file)) for file in sorted(folder.glob("*.otf"))]
    return any(number >= 0 for number in loaded)
