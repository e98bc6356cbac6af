"""A file that people receive is written whole, or the former one stays."""

import os
import sys
from pathlib import Path

import pytest

from ctg_desktop.errors import OutputError
from ctg_desktop.folder.outputs import replacing
from ctg_desktop.typography import typeset
from tests.support.folders import (
    fill_disk,
    heard,
    make_read_only,
    other_process,
    small_disk,
)


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    path = tmp_path / "synthèse.pdf"
    path.write_text("ancienne")
    return path


def write(path: Path, text: str = "nouvelle") -> None:
    with replacing(path) as temporary:
        temporary.write_text(text)


def refusal(path: Path, text: str = "nouvelle") -> str:
    """Return the sentence that writing meets, once checked for its typography."""
    with pytest.raises(OutputError) as caught:
        write(path, text)
    assert typeset(caught.value.sentence) == caught.value.sentence
    return caught.value.sentence


def test_file_when_written_then_it_replaces_the_former_one(sheet: Path) -> None:
    write(sheet)

    assert sheet.read_text() == "nouvelle"
    assert list(sheet.parent.iterdir()) == [sheet]


def test_file_when_being_written_then_the_former_one_is_whole(sheet: Path) -> None:
    with replacing(sheet) as temporary:
        temporary.write_text("nouv")
        assert sheet.read_text() == "ancienne"
        assert temporary.parent == sheet.parent
        assert temporary.suffix == ".pdf"


@pytest.mark.parametrize("failure", [ValueError, KeyboardInterrupt])
def test_file_when_the_work_fails_then_the_former_one_stays_alone(
    sheet: Path, failure: type[BaseException]
) -> None:
    def fail() -> None:
        with replacing(sheet) as temporary:
            temporary.write_text("à moitié")
            raise failure

    with pytest.raises(failure):
        fail()

    assert sheet.read_text() == "ancienne"
    assert list(sheet.parent.iterdir()) == [sheet]


def test_file_when_the_name_is_that_of_a_folder_then_it_is_said(tmp_path: Path) -> None:
    assert "est un dossier" in refusal(tmp_path)


def test_file_when_its_folder_is_absent_then_it_is_said(tmp_path: Path) -> None:
    assert "n’existe pas" in refusal(tmp_path / "absent" / "synthèse.pdf")


def test_file_when_the_former_one_is_protected_then_it_stays(sheet: Path) -> None:
    sheet.chmod(0o444)

    assert "protégé, ou ouvert" in refusal(sheet)
    assert sheet.read_text() == "ancienne"


@pytest.mark.skipif(sys.platform == "win32", reason="no such file on Windows")
def test_file_when_it_is_no_ordinary_one_then_it_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "tube")

    assert "fichier ordinaire" in refusal(tmp_path / "tube")


def test_file_when_its_name_is_too_long_then_it_is_said(tmp_path: Path) -> None:
    assert "trop long" in refusal(tmp_path / ("é" * 200))


@pytest.mark.parametrize("name", ["a" * 250, "é" * 125, "l'été, n°1 #50% ?.pdf"])
def test_file_when_its_name_is_odd_then_it_is_written(tmp_path: Path, name: str) -> None:
    write(tmp_path / name)

    assert (tmp_path / name).read_text() == "nouvelle"


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights on Windows")
def test_file_when_a_link_leads_to_it_then_the_link_stays(sheet: Path, tmp_path: Path) -> None:
    link = tmp_path / "lien.pdf"
    link.symlink_to(sheet)

    write(link)

    assert link.is_symlink()
    assert sheet.read_text() == "nouvelle"


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights on Windows")
def test_file_when_a_link_leads_nowhere_then_the_sentence_says_where(tmp_path: Path) -> None:
    (tmp_path / "lien.pdf").symlink_to(tmp_path / "absent" / "synthèse.pdf")
    (tmp_path / "boucle.pdf").symlink_to("boucle.pdf")

    assert f"«\u00a0{tmp_path / 'absent'}\u00a0» n’existe pas" in refusal(tmp_path / "lien.pdf")
    assert "un lien qui ne mène nulle part" in refusal(tmp_path / "boucle.pdf")


def test_file_when_the_disk_is_full_then_the_former_one_stays(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disque", size="1m") as disk:
        sheet = disk / "synthèse.pdf"
        write(sheet, "ancienne")
        fill_disk(disk, left=8192)

        assert "plein\u00a0: l’ancien fichier est intact" in refusal(sheet, "nouvelle " * 10_000)
        assert "plein\u00a0: rien n’a été écrit" in refusal(disk / "autre", "nouvelle " * 10_000)
        assert sheet.read_text() == "ancienne"
        assert {path.name for path in disk.iterdir()} == {"synthèse.pdf", "lest"}


def test_file_when_the_disk_is_read_only_then_the_former_one_stays(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disque", size="1m") as disk:
        sheet = disk / "synthèse.pdf"
        write(sheet, "ancienne")
        make_read_only(disk)

        refusal(sheet)
        assert "n’accepte pas de fichier" in refusal(disk / "autre.pdf")
        assert sheet.read_text() == "ancienne"


@pytest.mark.parametrize(
    "name",
    [
        *("ctg.sqlite", "CTG.sqlite", "ctg.sqlite-wal", "ctg.sqlite.nouveau", "dossier.json"),
        *("verrou", "ouvert_par.json", "reglages.json", "brouillons.json", "preferences.json"),
        *(
            "sauvegardes/ctg_2026-01-01_080000_essai.sqlite",
            "sauvegardes/a.pdf",
            "journaux/ctg.log",
        ),
        "mise_de_cote_2026-01-01_080000/plan.pdf",
    ],
)
@pytest.mark.parametrize("is_there", [True, False])
def test_file_when_it_is_of_a_data_folder_then_it_is_refused(
    tmp_path: Path, name: str, is_there: bool
) -> None:
    (tmp_path / "dossier.json").write_text("{}")
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    if is_there:
        path.write_text("à nous")

    assert "fait partie des données de CTG Desktop" in refusal(path)
    link = tmp_path / "lien.pdf"
    link.symlink_to(path)
    assert "fait partie des données" in refusal(link)
    assert path.exists() is (is_there or name == "dossier.json")
    assert not is_there or path.read_text() == "à nous"


@pytest.mark.parametrize("name", ["plan.pdf", "verrouillage.pdf", "sauvegardes.pdf", "ctg.pdf"])
def test_file_when_it_is_only_beside_the_data_then_it_is_written(tmp_path: Path, name: str) -> None:
    (tmp_path / "dossier.json").write_text("{}")
    (tmp_path / "exports").mkdir()

    write(tmp_path / name)
    write(tmp_path / "exports" / "verrou")

    assert (tmp_path / name).read_text() == "nouvelle"


def test_file_when_it_is_any_base_then_it_is_refused(tmp_path: Path) -> None:
    base = tmp_path / "clé" / "plan.pdf"
    base.parent.mkdir()
    base.write_bytes(b"SQLite format 3\0" + b"\0" * 84)

    assert "d’une autre base" in refusal(base)
    assert len(base.read_bytes()) == 100


WRITE = """
from ctg_desktop.folder.outputs import replacing
with replacing(folder) as temporary:
    temporary.write_text("à moitié")
    tell("half")
    wait()
"""


def test_file_when_its_writer_was_killed_then_the_next_one_takes_its_leftover_away(
    sheet: Path,
) -> None:
    with other_process(WRITE, sheet) as first:
        assert heard(first) == "half"
        with other_process(WRITE, sheet) as second:
            assert heard(second) == "half"
            assert len(list(sheet.parent.iterdir())) == 3
        write(sheet.with_name("autre.pdf"))
        # The second one was killed; the first one is still at work.
        assert len(list(sheet.parent.glob(".ctg-*"))) == 1

    write(sheet)

    assert {path.name for path in sheet.parent.iterdir()} == {sheet.name, "autre.pdf"}


@pytest.mark.skipif(os.name != "posix", reason="the rights of POSIX")
@pytest.mark.parametrize(("umask", "mode"), [(0o022, 0o644), (0o027, 0o640), (0o002, 0o664)])
def test_file_when_written_then_it_has_the_rights_of_any_new_file(
    sheet: Path, umask: int, mode: int
) -> None:
    before = os.umask(umask)
    try:
        write(sheet)
    finally:
        os.umask(before)

    assert sheet.stat().st_mode & 0o777 == mode
