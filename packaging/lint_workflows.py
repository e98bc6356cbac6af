"""Check the shell of the workflows and of `.ci/run` with shellcheck: part of `make check`."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator

from places import ROOT
from ruamel.yaml import YAML

_EXPRESSION = re.compile(r"\$\{\{.*?\}\}")


def main() -> int:
    """Check every script; return the exit code."""
    if shutil.which("shellcheck") is None:
        print("Il manque shellcheck pour lire les scripts.", file=sys.stderr)
        return 1
    failed = [name for name, script in scripts() if not is_clean(name, script)]
    return 1 if failed else 0


def scripts() -> Iterator[tuple[str, str]]:
    """Yield each script with where it stands."""
    yield ".ci/run", (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    for file in sorted((ROOT / ".github" / "workflows").glob("*.yml")):
        workflow = YAML(typ="safe").load(file)
        for job_name, job in workflow["jobs"].items():
            for number, step in enumerate(job["steps"], start=1):
                if "run" in step:
                    shell = _EXPRESSION.sub("expression", step["run"])
                    name = f"{file.name}, {job_name}, {step.get('name', number)}"
                    yield name, f"#!/usr/bin/env bash\n{shell}"


def is_clean(name: str, script: str) -> bool:
    """Whether shellcheck finds nothing; what it finds is printed."""
    command = ["shellcheck", "--shell", "bash", "-"]
    done = subprocess.run(command, input=script, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        print(f"{name} :\n{done.stdout}{done.stderr}")
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
