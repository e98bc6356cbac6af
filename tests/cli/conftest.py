"""Terminals on the folders of Béthune and of the agglomeration."""

import shutil
from pathlib import Path

import pytest

from tests.support.app import AGGLOMERATION, Office, Terminal


@pytest.fixture(scope="session")
def bethune(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of Béthune with the delivered convention, to be copied."""
    return Office(tmp_path_factory.mktemp("made") / "bethune").folder


@pytest.fixture(scope="session")
def consolidator(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of the agglomeration with the delivered convention, to be copied."""
    return Office(tmp_path_factory.mktemp("made") / "agglomeration", AGGLOMERATION).folder


@pytest.fixture
def nowhere(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Terminal:
    """A terminal whose data folder does not exist yet."""
    return Terminal(tmp_path / "données", capsys)


@pytest.fixture
def terminal(bethune: Path, nowhere: Terminal) -> Terminal:
    """A terminal on a folder of Béthune with the delivered convention."""
    shutil.copytree(bethune, nowhere.folder)
    return nowhere


@pytest.fixture
def agglomeration(
    consolidator: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> Terminal:
    """A terminal on a folder of the agglomeration with the delivered convention."""
    return Terminal(Path(shutil.copytree(consolidator, tmp_path / "agglo")), capsys)
