"""Drafts of e-mails, handed to the mail program of the person; nothing is sent by us."""

from __future__ import annotations

from urllib.parse import quote

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

LONGEST_URL = 1_900
"""What Windows hands on to a mail program, in characters, with some room left."""

_CUT = "\n[…]"


def draft_url(to: tuple[str, ...], subject: str = "", body: str = "") -> QUrl:
    """Return a draft as an address that opens it (RFC 6068).

    Everything is data: no sign of an address, a subject or a text adds a field or an addressee.
    A body that is too long for the system is cut.
    """
    addressees = ",".join(quote(address, safe="@") for address in to if address)
    fields = [("subject", " ".join(subject.split())), ("body", body)]
    text = _written(addressees, fields)
    while len(text) > LONGEST_URL and body:
        body = body[: -max(1, (len(text) - LONGEST_URL) // 9)].removesuffix(_CUT)
        text = _written(addressees, [fields[0], ("body", body + _CUT if body else "")])
    return QUrl.fromEncoded(text.encode("ascii"), QUrl.ParsingMode.StrictMode)


def _written(addressees: str, fields: list[tuple[str, str]]) -> str:
    parts = [f"{name}={_encoded(value)}" for name, value in fields if value]
    return f"mailto:{addressees}" + (f"?{'&'.join(parts)}" if parts else "")


def _encoded(value: str) -> str:
    lines = value.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\r\n")
    return quote(lines, safe="")


def open_draft(to: tuple[str, ...], subject: str = "", body: str = "") -> bool:
    """Open a draft in the person's mail program; False when the system has none."""
    return QDesktopServices.openUrl(draft_url(to, subject, body))
