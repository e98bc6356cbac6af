"""Sites in temporary folders, closed at the end of each test."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.sites import Site


@pytest.fixture
def make_site(tmp_path: Path) -> Iterator[Callable[..., Site]]:
    made: list[Site] = []

    def make(person: str = "Camille Essai", **more: object) -> Site:
        site = Site(tmp_path / f"dossier {len(made)}", person, **more)
        made.append(site)
        return site

    yield make
    for site in made:
        site.close()
