"""A folder of Bruay."""

from pathlib import Path

import pytest

from tests.support.app import BRUAY, Office


@pytest.fixture(scope="session")
def bruay(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of Bruay, to be copied."""
    return Office(tmp_path_factory.mktemp("bruay") / "d", BRUAY).folder
