"""The line of each key of a TOML file: TOML readers do not tell it, and people need it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

_TOKEN = re.compile(
    r"""
      (?P<string> \"\"\" (?:\\.|[^\\])*? \"{3,5} | ''' .*? '{3,5}
                | " (?:\\.|[^"\\\n])* " | ' [^'\n]* ' )
    | (?P<comment> \#[^\n]* )
    | (?P<newline> \n )
    | (?P<opening> [\[{] )
    | (?P<closing> [\]}] )
    | (?P<equals> = )
    | (?P<other> [^"'\#\n\[\]{}=]+ | . )
    """,
    re.VERBOSE | re.DOTALL,
)


@dataclass(slots=True)
class RowLines:
    """Where a row begins, and where each of its keys is written; lines count from 1."""

    first: int
    keys: dict[str, int] = field(default_factory=dict)

    def of(self, key: str) -> int:
        """Return the line of a key, else that of the row."""
        return self.keys.get(key, self.first)


@dataclass(frozen=True, slots=True)
class Lines:
    """Where the rows of a TOML text are: those of each table in order, and the top of the file."""

    top: RowLines
    tables: Mapping[str, list[RowLines]]

    def of(self, table: str, row: int = 0) -> RowLines:
        """Return where a row is; one that is written inline is where its table is."""
        rows = self.tables.get(table, [])
        return rows[row] if row < len(rows) else RowLines(self.top.of(table))


def locate(text: str) -> Lines:
    """Return where each table header and each key of a valid TOML text is written."""
    top = RowLines(1)
    tables: dict[str, list[RowLines]] = defaultdict(list)
    current = top
    for line, head in _statements(text):
        if head.startswith("["):
            current = RowLines(line)
            tables[_bare(head.strip("[]"))].append(current)
        else:
            current.keys.setdefault(_bare(head), line)
    return Lines(top, tables)


def _bare(name: str) -> str:
    return name.strip().strip("\"'")


def _statements(text: str) -> list[tuple[int, str]]:
    """Return each statement's line and what it begins with: a header, or a key without value."""
    statements = []
    line, depth = 1, 0
    start, head, in_head = 1, "", True
    for token in _TOKEN.finditer(text):
        piece = token.group()
        depth += (token.lastgroup == "opening") - (token.lastgroup == "closing")
        if token.lastgroup == "newline" and depth == 0:
            statements.append((start, head.strip()))
            start, head, in_head = line + 1, "", True
        elif token.lastgroup == "equals":
            in_head = False
        elif in_head and token.lastgroup != "comment":
            head += piece
        line += piece.count("\n")
    statements.append((start, head.strip()))
    return [statement for statement in statements if statement[1]]
