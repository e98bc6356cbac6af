"""Drafts of e-mails: everything that goes in is data."""

from email.parser import Parser
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from ui.mail import LONGEST_URL, draft_url


def parts_of(url: str) -> tuple[str, dict[str, list[str]]]:
    split = urlsplit(url)
    return unquote(split.path), parse_qs(split.query, strict_parsing=bool(split.query))


def encoded(*arguments: object) -> str:
    return bytes(draft_url(*arguments).toEncoded().data()).decode()


@pytest.mark.parametrize(
    "text", ["Été & hiver", "a?cc=x@y.fr&bcc=z@y.fr", "50 % #1 +1", "<b>é</b> 🧸", "=1+1;@A"]
)
def test_draft_when_texts_hold_signs_of_addresses_then_they_come_back_as_they_were(
    text: str,
) -> None:
    to, fields = parts_of(encoded(("une.adresse@exemple.fr",), text, text))

    assert to == "une.adresse@exemple.fr"
    assert fields == {"subject": [text], "body": [text]}


def test_draft_when_the_address_holds_a_field_then_it_adds_none() -> None:
    to, fields = parts_of(encoded(("a@b.fr?bcc=c@d.fr",)))

    assert to == "a@b.fr?bcc=c@d.fr"
    assert fields == {}


def test_draft_when_the_subject_holds_line_ends_then_it_is_one_line() -> None:
    _, fields = parts_of(encoded((), "Objet\r\nBcc: x@y.fr", ""))

    header = Parser().parsestr(f"Subject: {fields['subject'][0]}\n\n")
    assert header.keys() == ["Subject"]


def test_draft_when_the_body_has_lines_then_they_are_those_of_mail() -> None:
    assert "body=un%0D%0Adeux%0D%0Atrois" in encoded((), "", "un\ndeux\r\ntrois")


def test_draft_when_the_body_is_too_long_then_it_is_cut_and_says_so() -> None:
    url = encoded(("a@b.fr",), "Objet", "é" * 5000)

    assert len(url) <= LONGEST_URL
    _, fields = parts_of(url)
    assert fields["body"][0].startswith("ééé")
    assert fields["body"][0].endswith("[…]")
