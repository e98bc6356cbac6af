"""Files of every format that was released are read for ever; the specification tells the truth."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest

from ctg_desktop.domain.entities import Action
from ctg_desktop.domain.envelope_format import envelope_bytes, envelope_from
from ctg_desktop.exchange.ctg_file import open_file
from ctg_desktop.exchange.receiving import receive
from tests.support.stored_files import StoredFile, empty_folder, stored_files

SPECIFICATION = Path(__file__).resolve().parents[2] / "packaging" / "FORMAT.md"


@pytest.mark.parametrize("stored", stored_files(), ids=lambda stored: stored.name)
def test_stored_file_when_taken_in_today_then_it_shows_what_it_showed(
    stored: StoredFile, tmp_path: Path
) -> None:
    with empty_folder(tmp_path / "ctg") as uow:
        uow.follow_authority(stored.authority)
        with open_file(stored.path) as file:
            report = receive(uow, [file])

        assert (report.refused, report.new, report.waiting) == ((), stored.changes, ())
        assert sorted(each.title or "" for each in uow.rows(Action)) == stored.titles
        assert uow.state_hash() == stored.state_hash
        assert uow.verify(lambda *_: None).problems == ()


def test_specification_when_its_example_is_read_then_it_is_an_envelope_of_a_stored_file() -> None:
    text = SPECIFICATION.read_text(encoding="utf-8")
    told = re.search(r"```\n(.*?)```", text, re.DOTALL)
    assert told is not None
    example = told[1].encode()

    assert envelope_bytes(envelope_from(example)) == example
    with zipfile.ZipFile(stored_files()[-1].path) as zipped:
        held = [zipped.read(name) for name in zipped.namelist()]
    assert example in held
