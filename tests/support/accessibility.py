"""What a screen reader and a keyboard find in a window, and what is wrong with it.

Widgets are looked at through the accessibility tree of this process. Interface thread only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface, QImage
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QHeaderView,
    QScrollArea,
    QScrollBar,
    QWidget,
)

from tests.support.window import name_of, visible

_SAYS_NOTHING = {
    QAccessible.Role.NoRole,
    QAccessible.Role.Client,
    QAccessible.Role.Window,
    QAccessible.Role.Whitespace,
}
"""Roles with which a control would be announced as nothing in particular."""

_OWN_PARTS = (QComboBox, QAbstractSpinBox, QAbstractItemView)
"""Widgets that are one control, whatever Qt makes them of."""


def controls(root: QWidget) -> Iterator[QWidget]:
    """Yield what the keyboard can reach under `root`, and on screen, in no special order."""
    for widget in (root, *visible(root)):
        is_reached = widget.focusPolicy() != Qt.FocusPolicy.NoFocus and widget.focusProxy() is None
        if is_reached and not _is_part(widget):
            yield widget


def _is_part(widget: QWidget) -> bool:
    if isinstance(widget, (QScrollBar, QHeaderView)) or widget.objectName().startswith("qt_"):
        return True
    parent = widget.parentWidget()
    while parent is not None and not widget.isWindow():
        if isinstance(parent, _OWN_PARTS):
            return True
        parent = parent.parentWidget()
    return False


def unnamed(root: QWidget) -> list[str]:
    """Return the controls that a screen reader has no word for, those of the mouse included."""
    by_mouse = [
        button
        for button in visible(root, QAbstractButton)
        if button.focusPolicy() == Qt.FocusPolicy.NoFocus
    ]
    return [
        _described(widget)
        for widget in (*controls(root), *by_mouse)
        if not any(sign.isalpha() for sign in name_of(widget))
    ]


def without_role(root: QWidget) -> list[str]:
    """Return the controls that a screen reader announces as nothing in particular."""
    return [_described(widget) for widget in controls(root) if _role(widget) in _SAYS_NOTHING]


def namesakes(root: QWidget) -> list[str]:
    """Return the names that two controls of one parent share, with the same role."""
    counted = Counter(
        (_parent_of(widget), _role(widget), name_of(widget)) for widget in controls(root)
    )
    return sorted(
        f"{count} × {role.name} « {name} » in {_described(parent)}"
        for (parent, role, name), count in counted.items()
        if count > 1
    )


def _parent_of(widget: QWidget) -> QWidget:
    """Return the nearest parent that the tree names: boxes without a name are passed through."""
    parent = widget.parentWidget()
    while parent is not None and not parent.isWindow() and not parent.accessibleName():
        parent = parent.parentWidget()
    return parent or widget


def _role(widget: QWidget) -> QAccessible.Role:
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.role() if interface is not None else QAccessible.Role.NoRole


# ------------------------------------------------------------------------ the keyboard


def tab_order(root: QWidget) -> list[QWidget]:
    """Return the controls under `root` in the order in which Tab reaches them."""
    stops = {
        widget
        for widget in controls(root)
        if widget.isEnabled() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    }
    order: list[QWidget] = []
    widget = root
    while True:
        widget = widget.nextInFocusChain()
        # PySide takes what comes next for a child of what came before, and would delete it with
        # that one: say again whose child it is.
        widget.setParent(widget.parentWidget())
        if widget is root:
            break
        if widget in stops:
            order.append(widget)
    return ([root] if root in stops else []) + order


def steps_backwards(root: QWidget, order: list[QWidget] | None = None) -> list[str]:
    """Return the steps of Tab that go against reading: back to the left, or up.

    Up and to the right is the next column, down and to the left the next line. Seen from outside,
    all that a scroll area holds stands where the area does. `order` is `tab_order`'s, where it is
    known.
    """
    order = tab_order(root) if order is None else order
    found = []
    for at in range(1, len(order)):
        last, now = order[at - 1], order[at]
        before, after = _place(_seen(last, now), root), _place(_seen(now, last), root)
        is_up = after.bottom() <= before.top() and after.left() < before.right()
        on_one_line = min(before.bottom(), after.bottom()) > max(before.top(), after.top())
        is_left = on_one_line and after.right() <= before.left()
        if is_up or is_left:
            found.append(f"{_described(order[at - 1])} → {_described(order[at])}")
    return found


def _seen(widget: QWidget, other: QWidget) -> QWidget:
    """Return what another widget sees of one: the scroll area that holds it and not the other."""
    seen, parent = widget, widget.parentWidget()
    while parent is not None and not parent.isAncestorOf(other):
        if isinstance(parent, QScrollArea):
            seen = parent
        parent = parent.parentWidget()
    return seen


def _place(widget: QWidget, root: QWidget) -> QRect:
    """Return where a widget stands when every area around it is scrolled to its top."""
    place = QRect(widget.mapTo(root, QPoint()), widget.size()).adjusted(1, 1, -1, -1)
    parent = widget.parentWidget()
    while parent is not None and parent is not root:
        if isinstance(parent, QScrollArea):
            bars = parent.horizontalScrollBar(), parent.verticalScrollBar()
            place.translate(bars[0].value(), bars[1].value())
        parent = parent.parentWidget()
    return place


def without_visible_focus(root: QWidget, order: list[QWidget] | None = None) -> list[str]:
    """Return the controls that look the same with the focus as without; `order` as above."""
    found = []
    root.activateWindow()
    QApplication.processEvents()
    for widget in tab_order(root) if order is None else order:
        widget.clearFocus()
        before = _look(widget)
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        has_it = QApplication.focusWidget()
        if has_it is not widget and not (has_it and widget.isAncestorOf(has_it)):
            found.append(f"{_described(widget)} does not take the focus")
        elif _look(widget) == before:
            found.append(_described(widget))
    return found


def _look(widget: QWidget) -> QImage:
    QApplication.processEvents()
    return widget.grab().toImage()


# ------------------------------------------------------------------------------- words


def _described(widget: QWidget) -> str:
    name = f" « {name_of(widget)} »" if name_of(widget) else ""
    parents = []
    parent = widget.parentWidget()
    while parent is not None and len(parents) < 3:
        parents.append(type(parent).__name__)
        parent = parent.parentWidget()
    within = f" in {' < '.join(parents)}" if parents else ""
    return f"{type(widget).__name__}{name}{within}"


def tree(root: QWidget) -> str:
    """Return the accessibility tree as indented lines, for whoever looks for a mistake."""
    interface = QAccessible.queryAccessibleInterface(root)
    return "\n".join(_lines(interface, 0)) if interface else ""


def _lines(node: QAccessibleInterface, depth: int) -> Iterator[str]:
    yield f"{'  ' * depth}{node.role().name} « {node.text(QAccessible.Text.Name)} »"
    for at in range(min(node.childCount(), 60)):
        child = node.child(at)
        if child is not None:
            yield from _lines(child, depth + 1)
