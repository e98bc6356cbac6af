"""The style sheet of the window, written from the tokens: hairlines, white, one accent.

Widgets ask for a part of it by the property `look`: `primary`, `quiet` and `link` on buttons,
`card`, `navigation`, `bar` on frames.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtGui import QFont

from ctg_desktop.domain.colours import mixed
from ui.tokens import Colours, Size

FontOf = Callable[[Size], QFont]

IMAGES = {
    "check": "on_accent",
    "dot": "accent",
    "chevron-down": "ink",
    "chevron-up": "ink",
    "chevron-left": "ink",
    "chevron-right": "ink",
}
"""The drawings that the style sheet shows, each with the token of its colour."""


def style_sheet(c: Colours, unit: int, font: FontOf, images: Mapping[str, str]) -> str:
    """Return the style sheet.

    `unit` is half a line of text, in pixels; `images` gives the file of each of `IMAGES`.
    """
    small = f"{font(Size.SMALL).pointSizeF():.2f}pt"
    half = max(2, unit // 2)
    quarter = max(1, unit // 4)
    hair = 2 if c.has_high_contrast else 1
    focus = max(2, unit // 5)
    tight = f"{max(0, quarter - focus + hair)}px {max(0, half - focus + hair)}px"

    def ruled(state: str) -> str:
        """Return the selectors of what is typed in a form, written on a line as on paper."""
        kinds = ("QLineEdit", "QPlainTextEdit", "QComboBox")
        return ", ".join(f'{kind}[look="ruled"]{state}' for kind in kinds)

    hover = mixed(c.accent, c.surface, 0.10)
    pressed = mixed(c.accent, c.surface, 0.20)
    return f"""
QPushButton, QToolButton, QLineEdit, QMenu, QTabBar, QComboBox, QListView {{
    icon-size: {2 * unit}px; }}
QToolTip {{ background: {c.raised}; color: {c.ink}; border: {hair}px solid {c.edge};
    padding: {quarter}px {half}px; }}

QPushButton, QToolButton {{ background: {c.surface}; color: {c.ink};
    border: {hair}px solid {c.edge}; border-radius: {quarter}px;
    padding: {quarter}px {unit}px; min-height: {2 * unit}px; }}
QToolButton {{ padding: {quarter}px {half}px; }}
QPushButton:hover, QToolButton:hover {{ background: {hover}; border-color: {c.accent}; }}
QPushButton:pressed, QToolButton:pressed, QToolButton:checked, QPushButton:checked {{
    background: {pressed}; border-color: {c.accent}; }}
QPushButton:focus {{ border: {focus}px solid {c.accent};
    padding: {max(0, quarter - focus + hair)}px {max(0, unit - focus + hair)}px; }}
QToolButton:focus {{ border: {focus}px solid {c.accent}; padding: {tight}; }}
QPushButton:disabled, QToolButton:disabled {{ color: {c.disabled}; border-color: {c.line}; }}
QPushButton[look="primary"], QPushButton:default {{ background: {c.accent}; color: {c.on_accent};
    border-color: {c.accent}; }}
QPushButton[look="primary"]:hover, QPushButton:default:hover {{
    background: {mixed(c.accent, c.ink, 0.85)}; }}
QPushButton[look="primary"]:focus, QPushButton:default:focus {{
    border: {focus}px solid {c.ink}; }}
QPushButton[look="primary"]:disabled, QPushButton:default:disabled {{
    background: {c.line}; color: {c.muted}; border-color: {c.line}; }}
QPushButton[look="quiet"], QToolButton[look="quiet"] {{ background: transparent;
    border-color: transparent; }}
QPushButton[look="quiet"]:hover, QToolButton[look="quiet"]:hover {{ background: {hover}; }}
QPushButton[look="quiet"]:focus, QToolButton[look="quiet"]:focus {{
    border: {focus}px solid {c.accent}; }}
QPushButton[look="link"] {{ background: transparent; border: {focus}px solid transparent;
    color: {c.accent}; text-align: left; padding: 0; min-height: 0; text-decoration: underline; }}
QPushButton[look="link"]:focus {{ border: {focus}px solid {c.accent}; }}
QPushButton[look="badge"] {{ background: {c.accent_soft}; border-color: {c.accent_soft};
    border-radius: {unit}px; min-height: {unit + half}px; padding: {quarter}px {unit}px; }}
QPushButton[look="badge"]:hover {{ border-color: {c.accent}; }}
QPushButton[look="badge"]:focus {{ border: {focus}px solid {c.accent}; }}
QToolButton[look="chosen"] {{ background: {c.accent_soft}; border-color: {c.accent}; }}
QToolButton::menu-indicator {{ image: none; }}
QPushButton[look="page"] {{ background: transparent; border: none; border-radius: 0;
    border-left: {3 * hair}px solid transparent; text-align: left;
    padding: {half}px {unit}px {half}px {unit}px; min-height: {2 * unit}px; }}
QPushButton[look="page"]:hover {{ background: {hover}; }}
QPushButton[look="page"]:checked {{ background: {c.accent_soft}; color: {c.ink};
    border-left: {3 * hair}px solid {c.accent}; font-weight: 600; }}
QPushButton[look="page"]:focus {{ border: {focus}px solid {c.accent};
    padding-left: {max(0, unit + 3 * hair - focus)}px; }}

QLineEdit, QPlainTextEdit, QTextEdit, QAbstractSpinBox, QComboBox {{
    background: {c.surface}; color: {c.ink};
    border: {hair}px solid {c.edge}; border-radius: {quarter}px;
    padding: {quarter}px {half}px; selection-background-color: {c.accent};
    selection-color: {c.on_accent}; placeholder-text-color: {c.muted}; }}
QLineEdit {{ min-height: {2 * unit}px; }}
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QAbstractSpinBox:focus,
QComboBox:focus, QComboBox:on {{
    border: {focus}px solid {c.accent}; padding: {tight}; }}
QLineEdit[state="wrong"], QPlainTextEdit[state="wrong"], QComboBox[state="wrong"] {{
    border: {focus}px solid {c.alert}; padding: {tight}; }}
QLineEdit:read-only, QPlainTextEdit:read-only, QLineEdit:disabled, QPlainTextEdit:disabled {{
    background: transparent; border-color: {c.line}; }}
{ruled("")}, QFrame[look="field"] {{ background: {c.surface};
    border: {hair}px solid {c.edge if c.has_high_contrast else c.surface};
    border-bottom: {hair}px solid {c.edge}; border-radius: 0; }}
{ruled(":hover")}, QFrame[look="field"]:hover {{ border-color: {c.edge}; }}
{ruled(":focus")}, QFrame[look="field"][state="focus"] {{
    border: {focus}px solid {c.accent}; border-radius: {quarter}px; }}
{ruled('[state="wrong"]')}, QFrame[look="field"][state="wrong"] {{
    border: {focus}px solid {c.alert}; border-radius: {quarter}px; }}
QLineEdit[look="bare"], QLineEdit[look="bare"]:focus {{ border: none; background: transparent;
    padding: 0; min-height: {2 * unit - 2}px; }}
QFrame[look="member"] {{ background: {c.accent_soft}; border: {hair}px solid {c.accent_soft};
    border-radius: {half}px; }}
QToolButton[look="inner"] {{ background: transparent; border: {hair}px solid transparent;
    padding: 0; min-height: 0; }}
QToolButton[look="inner"]:hover, QToolButton[look="inner"]:focus {{
    border: {focus}px solid {c.accent}; }}
QPlainTextEdit[look="reading"] {{ border-color: transparent; background: transparent; }}
QPlainTextEdit[look="reading"][state="missing"] {{ color: {c.muted}; }}
QPlainTextEdit[look="reading"]:focus {{ border-color: {c.accent}; }}
QLineEdit > QToolButton {{ background: transparent; border: none; padding: 0; min-height: 0; }}
QAbstractSpinBox, QComboBox {{ min-height: {2 * unit}px; }}
QComboBox::drop-down, QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {{
    border: none; background: transparent; width: {2 * unit}px; }}
QComboBox::down-arrow, QAbstractSpinBox::down-arrow {{ image: url({images["chevron-down"]});
    width: {unit + half}px; height: {unit + half}px; }}
QAbstractSpinBox::up-arrow {{ image: url({images["chevron-up"]});
    width: {unit}px; height: {unit}px; }}
QAbstractSpinBox::down-arrow {{ width: {unit}px; height: {unit}px; }}
QComboBox:disabled {{ color: {c.disabled}; border-color: {c.line}; background: transparent; }}
QComboBox QAbstractItemView {{ background: {c.raised}; border: {hair}px solid {c.edge}; }}
QComboBox QAbstractItemView::item {{ min-height: {2 * unit}px; padding: {quarter}px {half}px; }}

QCheckBox, QRadioButton {{ spacing: {half}px; padding: {quarter}px;
    border: {focus}px solid transparent; border-radius: {quarter}px; }}
QCheckBox:focus, QRadioButton:focus {{ border-color: {c.accent}; }}
QCheckBox:disabled, QRadioButton:disabled {{ color: {c.disabled}; }}
QCheckBox::indicator, QRadioButton::indicator, QAbstractItemView::indicator {{
    width: {unit + quarter}px; height: {unit + quarter}px;
    border: {max(hair, 1)}px solid {c.edge}; background: {c.surface};
    border-radius: {quarter}px; }}
QCheckBox::indicator:checked, QAbstractItemView::indicator:checked {{ background: {c.accent};
    border-color: {c.accent}; image: url({images["check"]}); }}
QRadioButton::indicator {{ border-radius: {(unit + quarter) // 2 + hair}px; }}
QRadioButton::indicator:checked {{ border-color: {c.accent}; image: url({images["dot"]}); }}
QCheckBox::indicator:hover, QRadioButton::indicator:hover {{ border-color: {c.accent}; }}

QSlider {{ min-height: {2 * unit}px; }}
QSlider::groove:horizontal {{ height: {quarter}px; background: {c.edge};
    border-radius: {quarter // 2}px; }}
QSlider::sub-page:horizontal {{ background: {c.accent}; border-radius: {quarter // 2}px; }}
QSlider::handle:horizontal {{ background: {c.surface}; border: {focus}px solid {c.accent};
    width: {unit}px; margin: -{half}px 0; border-radius: {quarter}px; }}
QSlider::handle:horizontal:focus {{ background: {c.accent}; border-color: {c.ink}; }}

QFrame[look="card"] {{ background: {c.surface}; border: {hair}px solid {c.line};
    border-radius: {half}px; }}
QFrame[look="navigation"] {{ background: {c.ground}; border: none;
    border-right: {hair}px solid {c.line}; }}
QFrame[look="bar"] {{ background: {c.surface}; border: none;
    border-bottom: {hair}px solid {c.line}; }}
QFrame[look="floating"] {{ background: {c.raised}; border: {hair}px solid {c.edge};
    border-radius: {quarter}px; }}
QFrame[look="chip"] {{ background: {c.warning_soft}; border: {hair}px solid {c.warning};
    border-radius: {quarter}px; }}
QFrame[look="chip"] QLabel {{ color: {c.warning}; }}
QFrame[look="told"] {{ background: {c.ground}; border: {hair}px solid {c.line};
    border-radius: {quarter}px; }}
QFrame[look="past"] {{ background: {c.warning_soft}; border: none;
    border-bottom: {hair}px solid {c.warning}; }}
QFrame[look="past"] QLabel {{ color: {c.warning}; }}
QFrame[look="hairline"] {{ background: {c.line}; border: none; max-height: {hair}px; }}
QWidget[look="paper"] {{ background: {c.surface}; }}

QLabel {{ background: transparent; }}
QLabel[look="muted"] {{ color: {c.muted}; }}
QLabel[look="alert"] {{ color: {c.alert}; }}
QLabel[look="warning"] {{ color: {c.warning}; }}
QLabel[look="accent"] {{ color: {c.accent}; }}

QAbstractItemView {{ background: {c.surface}; alternate-background-color: {c.surface};
    border: {hair}px solid {c.line}; gridline-color: {c.line}; outline: none;
    selection-background-color: {c.accent_soft}; selection-color: {c.ink}; }}
QAbstractItemView:focus, QPdfView:focus {{ border: {hair}px solid {c.accent}; }}
QPdfView {{ border: {hair}px solid {c.line}; }}
QAbstractItemView[look="bare"], QAbstractItemView[look="bare"]:focus {{ border: none;
    background: transparent; }}
QListView[look="bare"]::item:focus {{ border: {hair}px solid {c.accent}; }}
QTableView::item {{ padding: {quarter}px {half}px; border: none;
    border-bottom: 1px solid {c.line}; }}
QTableView::item:selected, QListView::item:selected, QTreeView::item:selected {{
    background: {c.accent_soft}; color: {c.ink}; }}
QTableView::item:focus {{ border: {focus}px solid {c.accent}; }}
QListView::item {{ padding: {half}px; }}
QHeaderView, QHeaderView:focus {{ background: {c.surface}; border: none; }}
QHeaderView::up-arrow {{ image: url({images["chevron-up"]}); }}
QHeaderView::down-arrow {{ image: url({images["chevron-down"]}); }}
QHeaderView::up-arrow, QHeaderView::down-arrow {{ width: {unit + half}px; height: {unit + half}px;
    subcontrol-origin: padding; subcontrol-position: center right; right: {quarter}px; }}
QHeaderView::section {{ text-align: left; background: {c.surface}; color: {c.muted}; border: none;
    border-bottom: {hair}px solid {c.edge}; padding: {quarter}px {half}px; font-size: {small}; }}
QAbstractScrollArea::corner {{ background: {c.surface}; border: none; }}
QTableCornerButton::section {{ background: {c.surface}; border: none; }}

QMenuBar {{ background: {c.ground}; border-bottom: {hair}px solid {c.line}; }}
QMenuBar::item {{ padding: {quarter}px {unit}px; background: transparent; }}
QMenuBar::item:selected {{ background: {c.accent_soft}; }}
QMenu {{ background: {c.raised}; border: {hair}px solid {c.edge}; padding: {quarter}px 0; }}
QMenu::item {{ padding: {quarter}px {3 * unit}px {quarter}px {2 * unit}px; }}
QMenu::item:selected {{ background: {c.accent_soft}; color: {c.ink}; }}
QFrame[look="month"] {{ background: {c.raised}; border: {hair}px solid {c.edge}; }}
QCalendarWidget QWidget {{ background: {c.raised}; alternate-background-color: {c.raised}; }}
QCalendarWidget QTableView {{ background: {c.raised}; border: none; outline: none;
    selection-background-color: {c.accent}; selection-color: {c.on_accent}; }}
QMenu::item:disabled {{ color: {c.disabled}; }}
QMenu::separator {{ height: {hair}px; background: {c.line}; margin: {quarter}px {unit}px; }}
QMenu::icon {{ padding-left: {half}px; }}

QStatusBar {{ background: {c.ground}; border-top: {hair}px solid {c.line}; color: {c.muted}; }}
QStatusBar::item {{ border: none; }}
QSplitter::handle {{ background: {c.line}; }}
QSplitter::handle:horizontal {{ width: {hair}px; margin: 0 {half}px; }}
QSplitter::handle:vertical {{ height: {hair}px; margin: {half}px 0; }}
QScrollArea {{ background: transparent; border: none; }}
QScrollArea:focus {{ border: none; }}
QScrollArea > QWidget > QWidget[look="paper"] {{ background: {c.surface}; }}
QScrollBar {{ background: transparent; border: none; }}
QScrollBar:vertical {{ width: {unit + half}px; }}
QScrollBar:horizontal {{ height: {unit + half}px; }}
QScrollBar::handle {{ background: {c.edge}; border-radius: {quarter}px; margin: {quarter}px; }}
QScrollBar::handle:vertical {{ min-height: {3 * unit}px; }}
QScrollBar::handle:horizontal {{ min-width: {3 * unit}px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}

QTabWidget::pane {{ border: none; border-top: {hair}px solid {c.line}; }}
QTabBar::tab {{ background: transparent; color: {c.muted}; border: none;
    padding: {half}px {unit}px; border-bottom: {focus}px solid transparent; }}
QTabBar::tab:selected {{ color: {c.ink}; border-bottom: {focus}px solid {c.accent}; }}
QTabBar::tab:focus {{ color: {c.accent}; }}
QTabBar::tear {{ width: 0; border: none; }}
QTabBar::scroller {{ width: {6 * unit}px; }}
QTabBar QToolButton {{ background: {c.surface}; border: none; border-radius: 0;
    padding: 0; min-height: 0; }}
QTabBar QToolButton::left-arrow {{ image: url({images["chevron-left"]});
    width: {2 * unit}px; height: {2 * unit}px; }}
QTabBar QToolButton::right-arrow {{ image: url({images["chevron-right"]});
    width: {2 * unit}px; height: {2 * unit}px; }}
QProgressBar {{ background: {c.ground}; border: {hair}px solid {c.line}; border-radius: {quarter}px;
    text-align: center; color: {c.ink}; min-height: {unit}px; max-height: {2 * unit}px; }}
QProgressBar::chunk {{ background: {c.accent}; border-radius: {quarter}px; }}
"""
