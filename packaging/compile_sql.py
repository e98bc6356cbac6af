"""Writes `db/reading/compiled.py`: statements about actions, as SQLAlchemy compiles them now."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from db.compiling import FILE, source  # noqa: E402 - found by the line above

if __name__ == "__main__":
    FILE.write_text(source(), encoding="utf-8")
