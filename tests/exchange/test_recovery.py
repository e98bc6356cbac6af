"""The convention key is put away and comes back on another computer, from its file or its sheet."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ctg_desktop.errors import FieldError, FileFormatError, RuleError
from ctg_desktop.exchange.recovery import (
    FILE_NAME,
    SHEET_NAME,
    groups,
    key_in,
    put_away,
    typed_key,
)
from tests.support.app import TODAY
from tests.support.printed import printed_text
from tests.support.sites import Site


@contextmanager
def another_computer(keys: Path) -> Iterator[None]:
    before = os.environ["CTG_DESKTOP_CLES"]
    os.environ["CTG_DESKTOP_CLES"] = str(keys)
    try:
        yield
    finally:
        os.environ["CTG_DESKTOP_CLES"] = before


def test_key_when_put_away_then_file_and_sheet_bring_it_back_elsewhere(
    tmp_path: Path,
) -> None:
    safe = tmp_path / "coffre"
    safe.mkdir()
    site = Site(tmp_path / "agglomération", "Camille Essai")
    authority = site.uow.authority
    put_away(site.uow, safe, TODAY)
    seed = site.uow.reveal_authority()
    site.close()
    sheet = printed_text((safe / SHEET_NAME).read_bytes())
    listed = groups(seed)
    words = sheet.partition("ctgcle »")[2].split()[:6]

    assert "-".join(listed[:6]) in sheet
    with pytest.raises(FileFormatError, match="ne sont pas ceux"):
        key_in(safe / FILE_NAME, "six mots tout à fait faux")
    with another_computer(tmp_path / "clés"):
        other = site.opened()
        assert not other.may_certify
        with pytest.raises(RuleError, match="n’est pas celle de la convention"):
            other.take_in_authority(b"\1" * 32)
        other.take_in_authority(key_in(safe / FILE_NAME, " ".join(words).upper()))
        assert (other.authority, other.may_certify) == (authority, True)
        other.close()


@pytest.mark.parametrize("spoil", [lambda t: t[:-1], lambda t: f"{t}0", lambda t: f"f{t[1:]}"])
def test_key_when_copied_wrongly_then_it_is_refused_before_it_is_used(
    spoil: Callable[[str], str],
) -> None:
    copied = " ".join(groups(bytes(range(32))))

    assert typed_key(f" {copied.upper().replace('0', 'O')}\n") == bytes(range(32))
    with pytest.raises(FieldError, match="il y manque un signe"):
        typed_key(spoil(copied))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")
def test_key_when_its_file_is_none_that_ends_then_it_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / FILE_NAME)

    with pytest.raises(FileFormatError, match="n’est pas un fichier de la clé"):
        key_in(tmp_path / FILE_NAME, "")
