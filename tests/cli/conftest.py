"""A terminal on the folder of Béthune."""

from pathlib import Path

import pytest

from tests.support.app import BETHUNE, PERSON, Terminal


@pytest.fixture
def nowhere(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Terminal:
    """A terminal whose data folder does not exist yet."""
    return Terminal(tmp_path / "données", capsys)


@pytest.fixture
def terminal(nowhere: Terminal) -> Terminal:
    """A terminal on a folder of Béthune with the delivered convention."""
    nowhere.done("initialiser", "--structure", BETHUNE, "--personne", PERSON)
    return nowhere
