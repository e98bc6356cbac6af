"""What every test shares: how hard Hypothesis tries, a screen, and folders to be copied.

Warnings are errors, by the settings of pytest in `pyproject.toml`.
"""

import gc
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from ctg_desktop.ports import UnitOfWork
    from tests.support.sites import Site

# Windows are drawn in memory, on a screen as small as the oldest laptops have. This is said
# before anything imports Qt.
_SCREEN = Path(__file__).with_name("data") / "screen.json"
if os.environ.get("QT_QPA_PLATFORM", "offscreen") == "offscreen":
    os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={_SCREEN}"

# The program waits for the disk at each save, in tests as elsewhere: where the system has memory
# that serves as a disk, the folders of the tests stand there.
_MEMORY, _ROOM_BYTES = Path("/dev/shm"), 2 * 1024**3
if "TMPDIR" not in os.environ and _MEMORY.is_dir() and os.access(_MEMORY, os.W_OK):
    _seen = os.statvfs(_MEMORY)
    if _seen.f_bavail * _seen.f_frsize > _ROOM_BYTES and not _seen.f_flag & os.ST_NOEXEC:
        os.environ["TMPDIR"] = tempfile.tempdir = str(_MEMORY)

# The tests, and what the many processes that they start import, are compiled once: not to write
# that down costs a third of a second to each process.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# Keys are kept out of data folders, and those of the tests out of the profile of who runs them.
_KEYS = tempfile.TemporaryDirectory(prefix="ctg-cles-")
os.environ["CTG_DESKTOP_CLES"] = _KEYS.name

# Thousands of tests and their modules are there to stay: they need not be gone through while
# they are made, nor at each collection from then on.
gc.disable()


# A collection of the young at each few hundred objects is for programs that go on for days.
_YOUNG_OBJECTS = 10_000

# What takes longest comes first: at the end one worker would wait for the other. The rules of the
# architecture share the modules that they parse, as long as one worker runs them all.
_FIRST = (
    "tests/architecture/",
    "tests/ui/test_every_page.py",
    "tests/bench/",
    "tests/e2e/",
    "tests/packaging/test_set_up.py",
    "tests/exchange/test_postgres_relay.py",
    "tests/stress/",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the long tests first; the others stay in their order."""
    items.sort(key=lambda item: not item.nodeid.startswith(_FIRST))


def pytest_collection_finish() -> None:
    """Begin to collect garbage, without what stands by now."""
    gc.set_threshold(_YOUNG_OBJECTS, *gc.get_threshold()[1:])
    gc.enable()
    gc.collect()
    gc.freeze()


# The machine that runs the tests may be slow: only the time limit of pytest counts, not
# Hypothesis's own measure of each example.
settings.register_profile(
    "ci",
    deadline=None,
    max_examples=30,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("stress", parent=settings.get_profile("ci"), max_examples=2000)
settings.load_profile("stress" if os.environ.get("CTG_STRESS") == "1" else "ci")


@pytest.fixture(autouse=os.environ.get("CTG_STRESS") == "1")
def every_copy_proven(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a long run, take back and check each safety copy that any test makes."""
    from tests.support.every_backup import prove_every_copy

    prove_every_copy(monkeypatch)


@pytest.fixture(autouse=True)
def usual_words() -> Iterator[None]:
    """Have the next test find the levels called as usual, whatever folder this one opened."""
    yield
    if (levels := sys.modules.get("ctg_desktop.domain.levels")) is not None:
        levels.speak(None)


@pytest.fixture(scope="session")
def bethune(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of Béthune with the delivered convention, to be copied."""
    from tests.support.app import Office

    return Office(tmp_path_factory.mktemp("made") / "bethune").folder


@pytest.fixture(scope="session")
def consolidator(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of the agglomeration with the delivered convention, to be copied."""
    from tests.support.app import AGGLOMERATION, Office

    return Office(tmp_path_factory.mktemp("made") / "agglomeration", AGGLOMERATION).folder


@pytest.fixture
def make_site(tmp_path: Path) -> "Iterator[Callable[..., Site]]":
    """Make installations that write and exchange, closed at the end: `make_site(person)`."""
    from tests.support.sites import Site

    made: list[Site] = []

    def make(person: str = "Camille Essai", **more: object) -> Site:
        made.append(Site(tmp_path / f"dossier {len(made)}", person, **more))
        return made[-1]

    yield make
    for site in made:
        site.close()


@pytest.fixture
def site(make_site: "Callable[..., Site]") -> "Site":
    """One of them."""
    return make_site()


@pytest.fixture
def uow(bethune: Path, tmp_path: Path) -> "Iterator[UnitOfWork]":
    """The open folder of Béthune, with the delivered convention."""
    from tests.support.app import Office

    with Office.copied(bethune, tmp_path / "bethune").open() as opened:
        yield opened


@pytest.fixture
def agglomeration(consolidator: Path, tmp_path: Path) -> "Iterator[UnitOfWork]":
    """The open folder of the agglomeration, with the delivered convention."""
    from tests.support.app import Office

    with Office.copied(consolidator, tmp_path / "agglomeration").open() as opened:
        yield opened
