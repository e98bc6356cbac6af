"""What a reception changes, as a tree of structures."""

from PySide6.QtCore import QObject

from ctg_desktop.services.receptions import Fate, RowPreview
from tests.support.app import plain
from ui.models.reception_model import MOST_UNFOLDED, ReceptionModel


def test_structures_when_one_has_more_rows_than_are_unfolded_then_it_stands_in_parts(
    qapp: QObject,
) -> None:
    rows = [
        RowPreview("action", f"{structure} {at}", f"Action {at}", structure, Fate.NEW, ())
        for structure, count in (("Annezin", 2), ("Béthune", MOST_UNFOLDED + 3), ("Calonne", 1))
        for at in range(count)
    ]
    model = ReceptionModel()

    model.set_rows(rows)

    groups = [model.index(at, 0) for at in range(model.rowCount())]
    assert [plain(group.data()) for group in groups] == [
        "Annezin : 2 ajoutées",
        f"Béthune : {MOST_UNFOLDED} ajoutées",
        "Béthune (2) : 3 ajoutées",
        "Calonne : 1 ajoutée",
    ]
    shown = [
        model.row_at(model.index(at, 0, group))
        for group in groups
        for at in range(model.rowCount(group))
    ]
    assert shown == rows
