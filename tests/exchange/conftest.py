"""Sites that exchange, closed at the end of each test."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.sites import Site


@pytest.fixture
def make_site(tmp_path: Path) -> Iterator[Callable[..., Site]]:
    made: list[Site] = []

    def make(person: str = "Camille Essai") -> Site:
        made.append(Site(tmp_path / f"dossier {len(made)}", person))
        return made[-1]

    yield make
    for site in made:
        site.close()
