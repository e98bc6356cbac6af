"""The window used at random for a long time, and killed while one types."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from ctg_desktop.domain.action import Action
from ctg_desktop.folder import drafts
from tests.stress.doomed import tell
from tests.stress.killer import doomed_by
from tests.stress.typing_on import KEY_MS, sign
from tests.support.app import Office, new_action
from tests.support.folders import ROOT
from tests.support.window_folders import typical_folder

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="kills as such systems do")

IS_STRESS = os.environ.get("CTG_STRESS") == "1"
SECONDS = 3600 if IS_STRESS else 6
LOTS, KILLS = (10, 30) if IS_STRESS else (1, 1)
"""Several windows may be typed into at once; and kills in each lot."""
MOST_LOST = 5_000 // KEY_MS
"""Signs that may be lost: what is typed in five seconds."""

SETTLING_S, MOST_GROWTH_MB = 600, 50
"""Memory may grow for so long, and by so much from then on."""


def alone(place: Path) -> Mapping[str, str]:
    """Return the environment of somebody who has nothing but this place, on a screen in memory."""
    kinds = ("DATA", "CONFIG", "STATE", "CACHE")
    own = {f"XDG_{kind}_HOME": str(place / kind.lower()) for kind in kinds}
    screen = ROOT / "tests" / "data" / "screen.json"
    return {
        **os.environ,
        **own,
        "HOME": str(place),
        "TMPDIR": str(place),
        "QT_QPA_PLATFORM": f"offscreen:configfile={screen}",
    }


def lines_of(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines() if line.startswith("{")]


@pytest.mark.timeout(SECONDS + 900)
def test_window_when_used_at_random_then_nothing_fails_and_memory_stays(tmp_path: Path) -> None:
    folder = typical_folder(tmp_path / "dossier", actions=40)
    command = [sys.executable, "-X", "faulthandler", "-m", "tests.stress.random_use", str(folder)]
    log = tmp_path / "dit.jsonl"  # can be followed meanwhile
    with log.open("wb") as stdout:
        done = subprocess.run(
            [*command, "--seconds", str(SECONDS), "--seed", "18"],
            cwd=ROOT,
            env=alone(tmp_path),
            stdout=stdout,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    told = lines_of(log.read_text(encoding="utf-8"))
    faults = [each["fault"] for each in told if "fault" in each]
    last_steps = [each["step"] for each in told if "step" in each][-12:]
    sizes = [(each["seconds"], each["mb"]) for each in told if "mb" in each]

    assert faults == []
    assert done.returncode == 0, (last_steps, done.stderr[-3000:])
    settled = [mb for seconds, mb in sizes if seconds >= SETTLING_S]
    if settled:
        assert max(settled) - settled[0] < MOST_GROWTH_MB, sizes


@pytest.mark.timeout(KILLS * 90)
@pytest.mark.parametrize("lot", range(LOTS))
def test_window_when_killed_while_one_types_then_five_seconds_are_lost_at_most(
    bethune: Path, tmp_path: Path, lot: int
) -> None:
    chance = random.Random(lot)
    with doomed_by("tests.stress.typing_on", alone(tmp_path)) as doomed:
        for number in range(KILLS):
            office = Office.copied(bethune, tmp_path / str(number))
            with office.open() as uow:
                action = new_action(uow)
            is_steady = number % 2 == 0
            told = doomed.run(chance.uniform(6, 12), "typed", "type", office.folder, is_steady)
            typed = max(each.get("typed", 0) for each in told)
            acknowledged = max(each.get("stands", 0) for each in told)

            with office.open() as uow:
                found = uow.get(Action, action.id)
            assert found is not None
            stands = found.description or ""
            draft = drafts.load(office.folder).get(f"action/{action.id}", {})
            text = max(draft.get("description", ""), stands, key=len).rstrip()
            assert "".join(map(sign, range(typed))).startswith(text)
            assert len(stands) >= acknowledged
            lost = typed - len(text)
            at = {each["typed"]: each["at"] for each in told if "typed" in each}
            lost_s = round(at[typed] - at[max(1, len(text))], 2)
            tell(steady=is_steady, typed=typed, stood=acknowledged, lost=lost, lost_s=lost_s)
            assert lost <= MOST_LOST + 1
            shutil.rmtree(office.folder)
