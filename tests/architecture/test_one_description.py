"""A field costs one line, an entity one file: tried on some that only the trial declares."""

import subprocess
import sys

from tests.architecture.project import ROOT

EXERCISES = ("tests/architecture/one_description.py", "tests/ui/one_description.py")


def test_field_and_entity_when_declared_alone_then_the_whole_program_knows_them() -> None:
    """What it tries is in the files named, one test for each thing that would be forgotten."""
    asked = ["-q", "-n", "0", "-p", "tests.support.invented", "-p", "no:cacheprovider"]

    done = subprocess.run(
        [sys.executable, "-m", "pytest", *asked, *EXERCISES],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
