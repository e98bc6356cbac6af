"""Every public name says what it is for."""

import subprocess
import sys

from tests.architecture.project import PACKAGES, ROOT


def test_public_names_when_read_then_each_has_a_docstring() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--select", "D", "--no-cache", *PACKAGES],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
