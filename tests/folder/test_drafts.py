"""What is typed: kept beside the base, private, and forgotten once there is nothing."""

from pathlib import Path

from ctg_desktop.folder import drafts as files
from ctg_desktop.paths import DataFolder


def test_drafts_when_saved_then_they_are_read_again(tmp_path: Path) -> None:
    drafts = {"a": {"text": "Réunion\nde lancement", "noted_on": "hier"}}

    assert files.save(tmp_path, drafts)

    assert files.load(tmp_path) == drafts
    assert files.save(tmp_path, {})
    assert list(tmp_path.iterdir()) == []


def test_drafts_when_the_file_is_no_such_thing_then_there_are_none(tmp_path: Path) -> None:
    for text in ("", "[]", '{"a": 3, "b": {"text": 1}}', "\udcff"):
        path = DataFolder(tmp_path).drafts
        path.write_bytes(text.encode("utf-8", "surrogateescape"))
        assert not any(files.load(tmp_path).values())


def test_drafts_when_the_place_is_gone_then_it_says_so(tmp_path: Path) -> None:
    assert not files.save(tmp_path / "parti", {"a": {"text": "Réunion"}})


def test_drafts_when_saved_then_their_owner_alone_reads_them(tmp_path: Path) -> None:
    assert files.save(tmp_path, {"action/1": {"description": "Un secret"}})

    assert DataFolder(tmp_path).drafts.stat().st_mode & 0o077 == 0


def test_key_when_made_of_a_row_or_of_its_owner_then_it_is_read_back() -> None:
    assert files.read_key(files.field_key("action", "a1", "")) == ("action", "a1", "")
    assert files.read_key(files.field_key("etape", None, "a1")) == ("etape", "", "a1")
    assert files.is_note("a1")
    assert not files.is_note(files.field_key("contact", None, ""))
