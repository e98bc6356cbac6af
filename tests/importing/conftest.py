"""Open folders of Béthune and of the agglomeration, that spreadsheets are taken into."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ctg_desktop.ports import UnitOfWork
from tests.support.app import Office


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
