"""The benchmark itself: run at its smallest, so that no measure ceases to work unseen."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bench import peer
from tests.bench.figures import Comparison, Figures, Goal
from tests.bench.folders import Folders
from tests.bench.run import NAMES
from tests.bench.table import show
from tests.support.app import plain
from tests.support.folders import ROOT

pytestmark = pytest.mark.skipif(not hasattr(os, "wait4"), reason="needs what a child process used")


def test_benchmark_when_run_at_its_smallest_then_every_measure_stands_beside_another(
    tmp_path: Path,
) -> None:
    output = tmp_path / "bench.json"
    # Of what is measured on demand, all that asks for no other program.
    names = [*NAMES, "long-preview", "window-gestures"]
    command = [sys.executable, "-m", "tests.bench.run", "--quick", "--output", str(output)]
    command += ["--only", *names]

    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)

    report = json.loads(output.read_text(encoding="utf-8"))
    measures = report["measures"]
    for measure in measures:
        assert measure["ours"]["median"] > 0
        assert measure["reference"] is None or measure["ratio"] is None or measure["ratio"] > 0
        assert measure["name"] in done.stdout
    asked = [measure for measure in measures if measure["goal"]["ratio"]]
    assert {measure["goal"]["ratio"] for measure in asked} >= {1.2, 1.5, 2, 3, 5}
    assert all(measure["ours"]["peak_bytes"] > 2**20 for measure in asked if measure["reference"])
    bounded = [measure for measure in measures if measure["goal"]["extra_bytes"]]
    assert len({measure["name"] for measure in bounded}) == 4
    assert all(0 <= measure["extra_bytes"] < 2**30 for measure in bounded)
    assert report["machine"]["processeurs"] == os.cpu_count()


def test_table_when_goals_are_missed_then_it_ends_with_what_was_reached_of_each(
    capsys: pytest.CaptureFixture[str],
) -> None:
    ours, bare = Figures((0.3, 0.3)), Figures((0.1, 0.1))
    show(
        [
            Comparison("Trop lent", ours, "nu", bare, ratio=3.0, goal=Goal(ratio=1.55)),
            Comparison("Assez vite", ours, "nu", bare, ratio=3.0, goal=Goal(ratio=3)),
            Comparison("Trop lourd", ours, extra_bytes=200 * 2**20, goal=Goal(extra_bytes=2**20)),
            Comparison("Trop long", ours, speed=0.3, goal=Goal(seconds=0.05)),
        ],
        {},
    )

    missed = plain(capsys.readouterr().out).split("But manqué : ")[1:]
    assert [line.splitlines()[0] for line in missed] == [
        "Trop lent (3,00 ×, but ≤ 1,55 ×)",
        "Trop lourd (200 Mo, but ≤ 1 Mo en plus)",
        "Trop long (300 ms, but < 50,0 ms)",
    ]


def test_peer_when_it_cannot_be_installed_then_the_table_says_so(tmp_path: Path) -> None:
    (tmp_path / "python").touch()  # no Python can be made there

    found = peer.compared(tmp_path, Folders(tmp_path, are_tried=True).empty(), 1)

    assert [each.reference for each in found] == [None, None]
    assert [plain(each.note) for each in found] == [
        "PyQt6 ne peut pas être installé ici.",
        "novelWriter ne peut pas être installé ici.",
    ]
    assert all(each.ours.median > 0 for each in found)
