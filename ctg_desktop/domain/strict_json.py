"""Reading untrusted JSON: plain values only; endless numbers or nesting are refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, NoReturn

from ctg_desktop.domain.changes import LONGEST_TEXT, is_storable

_MOST_DIGITS = 20


class NotReadableError(ValueError):
    """Bytes that are not what they should be."""


def _refuse(_told: str) -> NoReturn:
    raise NotReadableError("a number that is not whole")


def _whole(told: str) -> int:
    if len(told) > _MOST_DIGITS:
        raise NotReadableError("a number of too many digits")
    return int(told)


_DECODER = json.JSONDecoder(parse_float=_refuse, parse_constant=_refuse, parse_int=_whole)


def loaded(line: bytes) -> Any:
    """Return the value of a JSON text; numbers other than integers are refused.

    Raises:
        NotReadableError: it is none.
    """
    try:
        return _DECODER.decode(line.decode())
    except NotReadableError:
        raise
    except (ValueError, RecursionError) as error:
        raise NotReadableError("no JSON") from error


_LINES = json.JSONDecoder(parse_float=_refuse, parse_constant=_refuse)


def loaded_line(line: bytes) -> Any:
    """Return what one of thousands of lines says, as `loaded` does in half the time.

    The log can hold each text of it: one that it cannot is told by an escape alone, or longer than
    the line. Of the numbers, `number` and `is_storable` refuse those of too many digits; Python
    itself refuses what would take long.

    Raises:
        NotReadableError: it is none.
    """
    try:
        told = line.decode()
        found, end = _LINES.raw_decode(told)
    except (ValueError, RecursionError):
        return _checked(loaded(line))  # it may begin with a space
    if end == len(told) <= LONGEST_TEXT and "\\" not in told:
        return found
    return _checked(loaded(line))


def _checked(found: Any) -> Any:
    """Return what was read once each of its texts is one that the log can hold."""
    for each in found if isinstance(found, list) else (found,):
        if isinstance(each, list):
            _checked(each)
        elif isinstance(each, str):
            text(each)
    return found


def text(told: Any) -> str:
    """Return a text that the log can hold.

    Raises:
        NotReadableError: it is none.
    """
    if not isinstance(told, str) or not is_storable(told):
        raise NotReadableError("no text")
    return told


def number(told: Any) -> int:
    """Return a whole number that the log can hold.

    Raises:
        NotReadableError: it is none.
    """
    if type(told) is not int or not is_storable(told):
        raise NotReadableError("no number")
    return told


def maybe(check: Callable[[Any], Any], told: Any) -> Any:
    """Return nothing for nothing, else what was checked."""
    return None if told is None else check(told)
