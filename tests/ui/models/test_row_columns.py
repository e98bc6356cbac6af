"""The columns of any entity's table."""

import pytest

from ctg_desktop.domain.convention import Ambition
from ctg_desktop.domain.entities import entity_types
from ctg_desktop.domain.fields import EntityType, Kind
from ctg_desktop.domain.listing import RowQuery
from ctg_desktop.services.row_list import list_rows
from tests.support.alone import read
from ui.desk import Desk
from ui.models.row_columns import row_columns
from ui.models.rows_model import RowsModel


@pytest.mark.parametrize("kind", entity_types(), ids=lambda kind: kind.name)
def test_columns_of_any_entity_when_made_then_each_field_of_a_line_has_one(
    kind: EntityType,
) -> None:
    columns = row_columns(kind)
    keys = {column.key for column in columns}

    assert sum(column.stretches for column in columns) == 1
    assert keys <= {spec.key for spec in kind.fields.values()}
    assert all(
        spec.key in keys
        for spec in kind.fields.values()
        if spec.typed and spec.kind is not Kind.LONG_TEXT and spec.name != "order"
    )


def test_columns_when_rows_are_shown_then_they_hold_the_words_and_sort(desk: Desk) -> None:
    columns = row_columns(Ambition.TYPE)
    model = RowsModel(columns, lambda listed: listed.id)
    model.set_rows(read(desk, lambda uow: list_rows(uow, Ambition.TYPE, RowQuery())))
    at = [column.key for column in columns].index("numero")

    assert [model.text_at(row, at) for row in range(3)] == ["1", "2", "3"]
