"""How safety copies are called: by the time they were made and why, for people to read.

The time is UTC, so that two copies keep their order when summer time ends, or abroad. A name is
no more than that: which copy is the newest is told by what they hold (see `rotation`).
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime

EVERY = "ctg_*.sqlite"
"""The pattern of the names of all of them."""

_NAME = re.compile(r"ctg_(\d{4}-\d\d-\d\d_\d{6})(Z?)_([a-z0-9-]+)\.sqlite")
_STAMP = "%Y-%m-%d_%H%M%S"
_REASON_LENGTH = 40


def backup_name(made_at: datetime, reason: str) -> str:
    """Return the name of a copy; `made_at` is aware."""
    ascii_only = unicodedata.normalize("NFKD", reason).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", ascii_only.lower())[:_REASON_LENGTH].strip("-")
    return f"ctg_{made_at.astimezone(UTC).strftime(_STAMP)}Z_{slug or 'copie'}.sqlite"


def read_name(name: str) -> tuple[datetime, str] | None:
    """Return when (UTC) and why a copy was made; None if the name is not that of a copy.

    Before names were in UTC they told the local time, without the Z.
    """
    named = _NAME.fullmatch(name)
    if named is None:
        return None
    try:
        if named[2]:
            made_at = datetime.strptime(named[1], _STAMP).replace(tzinfo=UTC)
        else:
            made_at = datetime.strptime(named[1], _STAMP).astimezone(UTC)
    except (ValueError, OverflowError):  # no such day or hour, or the end of the calendar
        return None
    return made_at, named[3].replace("-", " ")
