"""The benchmark itself: run at its smallest, so that no measure ceases to work unseen."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.folders import ROOT

pytestmark = pytest.mark.skipif(not hasattr(os, "wait4"), reason="needs what a child process used")


def test_benchmark_when_run_at_its_smallest_then_every_measure_stands_beside_another(
    tmp_path: Path,
) -> None:
    output = tmp_path / "bench.json"
    command = [sys.executable, "-m", "tests.bench.run", "--quick", "--output", str(output)]

    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)

    report = json.loads(output.read_text(encoding="utf-8"))
    measures = report["measures"]
    for measure in measures:
        assert measure["ours"]["median"] > 0
        assert measure["reference"] is None or measure["ratio"] is None or measure["ratio"] > 0
        assert measure["name"] in done.stdout
    asked = [measure for measure in measures if measure["goal"]["ratio"]]
    assert {measure["goal"]["ratio"] for measure in asked} >= {0.5, 1.5, 2, 3, 5}
    assert all(measure["ours"]["peak_bytes"] > 2**20 for measure in asked if measure["reference"])
    assert report["machine"]["processeurs"] == os.cpu_count()
