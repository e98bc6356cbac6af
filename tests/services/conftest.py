"""Open folders of Béthune and of the agglomeration."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ctg_desktop.ports import UnitOfWork
from tests.support.app import BRUAY, Office


@pytest.fixture(scope="session")
def bruay(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of Bruay, to be copied."""
    return Office(tmp_path_factory.mktemp("bruay") / "d", BRUAY).folder


@pytest.fixture
def uow(bethune: Path, tmp_path: Path) -> Iterator[UnitOfWork]:
    """The open folder of Béthune, with the delivered convention."""
    with Office.copied(bethune, tmp_path / "bethune").open() as opened:
        yield opened


@pytest.fixture
def agglomeration(consolidator: Path, tmp_path: Path) -> Iterator[UnitOfWork]:
    """The open folder of the agglomeration, with the delivered convention."""
    with Office.copied(consolidator, tmp_path / "agglomeration").open() as opened:
        yield opened
