"""The bill of materials (CycloneDX) of what is delivered: `make sbom`."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from pathlib import Path

from freeze import source_date, version
from places import DIST, NAME, ROOT


def main() -> int:
    """Write the bill; return the exit code."""
    DIST.mkdir(exist_ok=True)
    print(written_bill(DIST / f"{NAME}-{version()}.cdx.json").relative_to(ROOT))
    return 0


def written_bill(output: Path) -> Path:
    """Write the bill of the pinned packages, and of what they and the folder carry inside.

    Raises:
        subprocess.CalledProcessError: the tool refused; it has said why.
    """
    command = [sys.executable, "-m", "cyclonedx_py", "requirements", "--pyproject"]
    command += [str(ROOT / "pyproject.toml"), "--output-reproducible", "--sv", "1.6", "-o", "-"]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(source_date())}
    told = subprocess.run(
        [*command, str(ROOT / "requirements.txt")],
        check=True,
        capture_output=True,
        text=True,
        env=environment,
    ).stdout
    bill = json.loads(told)
    for component in bill["components"]:
        component.pop("externalReferences", None)  # where this machine fetched it from
    bill["components"] += _inside()
    output.write_text(json.dumps(bill, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return output


def _inside() -> list[dict[str, object]]:
    """Return the components that are no package of Python: read where they are, not written."""
    from PySide6.QtCore import qVersion
    from sqlcipher3 import dbapi2

    connection = dbapi2.connect(":memory:")
    cipher = connection.execute("PRAGMA cipher_version").fetchone()
    provider = connection.execute("PRAGMA cipher_provider_version").fetchone()
    connection.close()
    found = [
        ("Python", platform.python_version(), "PSF-2.0"),
        ("Qt", qVersion(), "LGPL-3.0-only"),
        ("SQLite", dbapi2.sqlite_version, "blessing"),
        ("SQLCipher", cipher[0] if cipher else "", "BSD-3-Clause"),
        ("Hunspell", "1.7.2", "MPL-1.1"),
        ("Dictionnaire orthographique français", "7.5", "MPL-2.0"),
        ("OpenSSL", provider[0] if provider else "", "Apache-2.0"),
    ]
    return [
        {
            "type": "library",
            "name": name,
            "version": number,
            "bom-ref": f"inside-{name.lower().replace(' ', '-')}",
            "licenses": [{"license": {"id": licence}}],
        }
        for name, number, licence in found
        if number
    ]


if __name__ == "__main__":
    sys.exit(main())
