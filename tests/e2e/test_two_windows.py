"""Two people of one town hall and the agglomeration, in windows on a real screen."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from PIL import Image

from tests.e2e.test_window import own_places
from tests.support.folders import ROOT
from tests.support.virtual_screen import virtual_screen


def test_windows_on_one_screen_when_they_exchange_then_each_sees_and_settles_what_others_type(
    tmp_path: Path,
) -> None:
    with virtual_screen() as screen:
        environ = {**screen, **own_places(tmp_path), "CTG_DESKTOP_CLES": str(tmp_path / "clés")}
        done = subprocess.run(
            [sys.executable, "-m", "tests.e2e.two_windows", str(tmp_path)],
            cwd=ROOT,
            env=environ,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )

    assert done.returncode == 0, done.stderr
    pictures = sorted(tmp_path.glob("*.png"))
    assert len(pictures) == 5
    for picture in pictures:
        with Image.open(picture) as seen:
            assert seen.size == (1366, 768)
            assert len(seen.convert("RGB").getcolors(2**24) or ()) > 50
