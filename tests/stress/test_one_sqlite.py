"""One SQLite library in the process: two of them lose acknowledged rows, silently."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.folders import ROOT

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/maps").exists(), reason="needs a system that tells what is mapped"
)

FULL_USE = """
import json, sys
from pathlib import Path
from ctg_desktop.bootstrap import main

place = Path(sys.argv[1])
for words in (
    "initialiser --structure 62119 --personne Camille",
    "action creer --intitule Ludothèque --ambition 1",
    "action lister --filtre texte=ludo",
    "imprimer synthese --sortie " + str(place / "synthese.pdf"),
    "sauvegarde creer",
    "verifier",
):
    assert main(["--donnees", str(place / "ctg"), *words.split()]) == 0, words
lines = Path("/proc/self/maps").read_text(encoding="utf-8").splitlines()
mapped = {line.split(maxsplit=5)[5] for line in lines if "/" in line}
print(json.dumps({"mapped": sorted(mapped), "modules": sorted(sys.modules)}))
"""

MAGIC = b"SQLite format 3\0"
"""What begins every database: each build of the library carries it, whatever its name."""


def test_process_when_everything_was_used_then_it_holds_one_sqlite_library(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FULL_USE, str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    told = json.loads(done.stdout.splitlines()[-1])

    libraries = [path for path in map(Path, told["mapped"]) if is_sqlite(path)]
    assert [path.parent.name for path in libraries] == ["sqlcipher3"]
    assert {"sqlite3", "_sqlite3", "apsw", "pysqlite2"} & set(told["modules"]) == set()


def is_sqlite(path: Path) -> bool:
    """Whether a file that a process has mapped is a library that contains SQLite."""
    return ".so" in path.name and path.is_file() and MAGIC in path.read_bytes()
