"""Addresses and phone numbers within a text: where each leads, and how its link is told.

What people typed makes links of four kinds alone: web pages (http, https), e-mail and phone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import quote, urlsplit

from ctg_desktop.typography import ADDRESS, NARROW, NO_BREAK

_GAP = rf"[ .{NO_BREAK}{NARROW}-]"
_PHONE = (
    rf"(?<![\w+.,/-])(?<!\d{_GAP})(?:\+33{_GAP}?(?:\(0\))?{_GAP}?|0)[1-9]"
    rf"(?:{_GAP}\d\d){{4}}(?!{_GAP}?\w*\d)(?!\w)"
)
"""A French number in pairs: without white between them, ten digits may be anything."""

_LINK = f"{ADDRESS}|{_PHONE}"
_MAY_LINK = rf"@|://|[wW]\.|\d{_GAP}\d\d{_GAP}\d\d{_GAP}"
_LONGEST = 2000
"""Signs of an address: readers of the web take no more."""

_SCHEMES = ("http", "https", "mailto", "tel")


class Piece(NamedTuple):
    """A part of a text; `uri` is where it leads, `told` the sentence that names the link."""

    text: str
    uri: str = ""
    told: str = ""


def pieces(text: str, about: str = "") -> Iterator[Piece]:
    """Cut a text where links begin and end; `about` names whom they lead to."""
    if not re.search(_MAY_LINK, text):
        yield Piece(text)
        return
    done = 0
    for found in re.finditer(_LINK, text):
        if (uri := _uri(found[0])) == "":
            continue
        if done < found.start():
            yield Piece(text[done : found.start()])
        whole = found[0].replace(" ", NO_BREAK)  # a number stays on its line
        yield Piece(whole, uri, _told(whole, uri, about))
        done = found.end()
    if done < len(text):
        yield Piece(text[done:])


def _uri(words: str) -> str:
    """Return an address in the few signs that files take; empty for what leads nowhere."""
    if re.match(r"(?i)(?:https?://|mailto:)", words):
        whole = words
    elif re.match(r"[+0]", words) and "@" not in words:
        whole = "tel:" + re.sub(r"[^+\d]", "", words.replace("(0)", ""))
    elif re.match(r"\w+://", words):
        return ""  # another scheme
    else:
        whole = f"mailto:{words}" if "@" in words else f"https://{words}"
    try:
        scheme = urlsplit(whole).scheme
    except ValueError:  # « http://[ »
        return ""
    written = quote(whole, safe=":/?#[]@!$&'()*+,;=%~")
    return written if scheme in _SCHEMES and len(written) <= _LONGEST else ""


def _told(words: str, uri: str, about: str) -> str:
    kind = uri.partition(":")[0].lower()
    if kind == "mailto":
        return f"Écrire à {about or re.sub('(?i)^mailto:', '', words).partition('?')[0]}"
    if kind == "tel":
        return f"Appeler {about} au {words}" if about else f"Appeler le {words}"
    return f"Ouvrir la page {words}"
