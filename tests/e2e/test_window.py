"""The window as a process of its own: it opens, comes forward, or says why it cannot."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

import pytest

from ctg_desktop.bootstrap import WindowRequest, window_asked
from tests.support.app import plain

MAIN = Path(__file__).resolve().parents[2] / "main.py"
PATIENCE_SECONDS = 60


@pytest.fixture
def place(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment in which the person of this test has everything to themselves."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "CTG_DESKTOP_DONNEES")
    }
    runtime = tmp_path_factory.mktemp("r")
    own = {name: str(tmp_path / name) for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME")}
    return {**kept, **own, "XDG_RUNTIME_DIR": str(runtime)}


def started(environ: dict[str, str], *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, str(MAIN), *words],
        cwd=environ["XDG_RUNTIME_DIR"],
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )


@contextmanager
def running(environ: dict[str, str], *words: str) -> Iterator[subprocess.Popen[str]]:
    process = started(environ, *words)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def waited(condition: object, process: subprocess.Popen[str]) -> None:
    give_up_at = monotonic() + PATIENCE_SECONDS
    while not condition():  # type: ignore[operator]
        assert process.poll() is None, process.communicate()
        assert monotonic() < give_up_at
        sleep(0.02)  # another process is waited for


def pipes(environ: dict[str, str]) -> list[Path]:
    return [path for path in Path(environ["XDG_RUNTIME_DIR"]).glob("ctg-*") if path.is_socket()]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere there is a screen")
def test_program_when_there_is_no_screen_then_one_sentence_names_the_command_line(
    place: dict[str, str], tmp_path: Path
) -> None:
    process = started(place)
    out, err = process.communicate(timeout=PATIENCE_SECONDS)

    assert (process.returncode, out) == (1, "")
    assert plain(err) == (
        "La fenêtre ne peut pas s'ouvrir : il n'y a pas d'écran ici ; la ligne de commande, "
        "elle, n'en a pas besoin : « python main.py --aide » la présente.\n"
    )
    assert list(tmp_path.iterdir()) == []


def test_program_when_started_twice_then_the_second_leaves_to_the_first(
    place: dict[str, str],
) -> None:
    place["QT_QPA_PLATFORM"] = "offscreen"
    with running(place) as first:
        waited(lambda: pipes(place), first)

        second = started(place)
        out, err = second.communicate(timeout=PATIENCE_SECONDS)

        assert (second.returncode, out) == (0, ""), err
        assert first.poll() is None


def test_program_when_twenty_start_at_once_then_one_window_is_left(
    place: dict[str, str],
) -> None:
    place["QT_QPA_PLATFORM"] = "offscreen"
    starts = [started(place) for _ in range(20)]
    try:
        give_up_at = monotonic() + 2 * PATIENCE_SECONDS
        while sum(start.poll() is None for start in starts) > 1:
            assert monotonic() < give_up_at
            sleep(0.05)  # other processes are waited for
        assert [start.returncode for start in starts].count(0) == 19
        assert len(pipes(place)) == 1
    finally:
        for start in starts:
            start.kill()
            start.communicate()


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ((), WindowRequest()),
        (("--lecture-seule",), WindowRequest(is_read_only=True)),
        (("--donnees", "D"), WindowRequest(Path("D"))),
        (("--donnees=D", "--lecture-seule"), WindowRequest(Path("D"), is_read_only=True)),
        (("--donnees",), None),
        (("--donnees", "D", "action", "lister"), None),
        (("--version",), None),
        (("--aide",), None),
        (("--inconnue",), None),
        (("action",), None),
    ],
)
def test_window_when_only_its_options_are_given_then_it_is_asked_for(
    words: tuple[str, ...], asked: WindowRequest | None
) -> None:
    assert window_asked(words) == asked
