"""Terminals on the folders of Béthune and of the agglomeration."""

from pathlib import Path

import pytest

from tests.support.app import Office, Terminal


@pytest.fixture
def nowhere(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Terminal:
    """A terminal whose data folder does not exist yet."""
    return Terminal(tmp_path / "données", capsys)


@pytest.fixture
def terminal(bethune: Path, nowhere: Terminal) -> Terminal:
    """A terminal on a folder of Béthune with the delivered convention."""
    Office.copied(bethune, nowhere.folder)
    return nowhere


@pytest.fixture
def agglomeration(
    consolidator: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> Terminal:
    """A terminal on a folder of the agglomeration with the delivered convention."""
    return Terminal(Office.copied(consolidator, tmp_path / "agglo").folder, capsys)
