"""Notes that are begun: kept beside the base, and forgotten once there is none."""

from pathlib import Path

from ctg_desktop.folder import note_drafts
from ctg_desktop.paths import DataFolder


def test_drafts_when_saved_then_they_are_read_again(tmp_path: Path) -> None:
    drafts = {"a": {"text": "Réunion\nde lancement", "noted_on": "hier"}}

    assert note_drafts.save(tmp_path, drafts)

    assert note_drafts.load(tmp_path) == drafts
    assert note_drafts.save(tmp_path, {})
    assert list(tmp_path.iterdir()) == []


def test_drafts_when_the_file_is_no_such_thing_then_there_are_none(tmp_path: Path) -> None:
    for text in ("", "[]", '{"a": 3, "b": {"text": 1}}', "\udcff"):
        path = DataFolder(tmp_path).drafts
        path.write_bytes(text.encode("utf-8", "surrogateescape"))
        assert not any(note_drafts.load(tmp_path).values())


def test_drafts_when_the_place_is_gone_then_it_says_so(tmp_path: Path) -> None:
    assert not note_drafts.save(tmp_path / "parti", {"a": {"text": "Réunion"}})
