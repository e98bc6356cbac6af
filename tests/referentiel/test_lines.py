"""Where a TOML text writes what, whatever stands between."""

import tomllib
from typing import Any

import tomli_w
from hypothesis import given
from hypothesis import strategies as st

from ctg_desktop.referentiel.lines import locate

TRAPS = '''\
top = "a"
# [[rows]] in a comment

[[rows]]
name = "one"
text = """
[[rows]]
name = "not a key" \\
= "neither" """
after = [
    "]",   # a ] in a comment
    '["',
]
last = 1

  [[rows]]   # indented
"quoted" = 'x = y'
inline = { a = 1, b = [2] }
empty = """"""
quotes = """a "quoted" end""""
end = 2
[single]
key = 3'''


def test_locate_when_texts_hold_brackets_then_keys_keep_their_lines() -> None:
    tomllib.loads(TRAPS)
    lines = locate(TRAPS)

    assert lines.top.keys == {"top": 1}
    first, second = lines.tables["rows"]
    assert (first.first, first.keys) == (4, {"name": 5, "text": 6, "after": 10, "last": 14})
    assert second.first == 16
    assert second.keys == {"quoted": 17, "inline": 18, "empty": 19, "quotes": 20, "end": 21}
    assert (lines.of("single").first, lines.of("single").of("key")) == (22, 23)


def test_locate_when_rows_are_written_inline_then_they_are_where_their_table_is() -> None:
    lines = locate('a = 1\nrows = [\n  { name = "x" },\n  { name = "y" },\n]\n')

    assert lines.of("rows", 1).of("name") == 2


def test_locate_when_a_key_is_missing_then_its_row_answers() -> None:
    assert locate("\n[[rows]]\nname = 1\n").of("rows").of("absent") == 2


_VALUES = st.recursive(
    st.integers() | st.booleans() | st.text(alphabet="a\"'[]{}=#\n\\ é,"),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=4,
)
_ROWS = st.lists(
    st.dictionaries(st.sampled_from(["a", "b", "c-d", "e_f"]), _VALUES, min_size=1),
    min_size=1,
    max_size=4,
)


@given(rows=_ROWS, multiline=st.booleans())
def test_locate_when_any_values_stand_there_then_each_key_is_on_its_line(
    rows: list[dict[str, Any]], multiline: bool
) -> None:
    text, expected = "", []
    for row in rows:
        text += "[[rows]]\n"
        found = {}
        for key, value in row.items():
            found[key] = text.count("\n") + 1
            text += tomli_w.dumps({key: value}, multiline_strings=multiline)
        expected.append(found)
    assert len(tomllib.loads(text)["rows"]) == len(rows)

    assert [row.keys for row in locate(text).tables["rows"]] == expected
