"""What is looked at in a base that is being read: whether it is whole.

Whoever finds that it is not says no more: opening it wholly (`db.lifecycle.opening`) finds the
same, and says what it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

COLUMNS = (
    "SELECT t.name, c.name FROM sqlite_schema t, pragma_table_info(t.name) c"
    " WHERE t.type = 'table' AND t.sql NOT LIKE 'CREATE VIRTUAL%'"
)
"""The statement that finds each column of each table, less those of the search index."""


def is_sound(driver: Any, columns: Mapping[str, str]) -> bool:
    """Whether each table is there, can be read whole, and each row that another names as well.

    `columns` are those of each table, separated by spaces; there may be more of both.
    """
    expected = {(table, name) for table, names in columns.items() for name in names.split()}
    if not expected <= set(driver.execute(COLUMNS)):
        return False
    for statement, sound in (("quick_check(1)", ("ok",)), ("foreign_key_check", None)):
        if driver.execute(f"PRAGMA {statement}").fetchone() != sound:
            return False
    return True
