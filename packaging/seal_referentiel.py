"""Seals the delivered référentiel: run it whenever the file, or what is read from it, changes.

It draws a key, signs, writes the line `sceau` into the file and the public key into the list of
those that the program trusts, and keeps nothing of the private one: nobody can ever seal another
référentiel under it.
"""

from __future__ import annotations

import re
import secrets
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from nacl.signing import SigningKey  # noqa: E402 - found by the line above

from ctg_desktop.domain.publishing import Provenance, line_of, publication, terms  # noqa: E402 - found by the line above
from ctg_desktop.referentiel.reading import read  # noqa: E402 - found by the line above
from ctg_desktop.referentiel.shipped import SHIPPED  # noqa: E402 - found by the line above

FILE = ROOT.joinpath("resources", *SHIPPED)
TRUSTED = ROOT / "ctg_desktop" / "domain" / "trust.py"
_LINE = re.compile(r'^sceau = "[^"]*"\n', re.MULTILINE)
_AFTER = re.compile(r'^emetteur = ""\n', re.MULTILINE)
_KEYS = re.compile(r"DELIVERED_KEYS: frozenset\[str\] = frozenset\(([^)]*)\)")
_KEY = re.compile(r'"([0-9a-f]{64})"')


def main() -> None:
    """Seal the delivered référentiel."""
    key = SigningKey.generate()
    provenance = Provenance(bytes(key.verify_key).hex(), secrets.token_hex(16))
    signatures = [
        key.sign(told).signature.hex()
        for told in terms(publication(read(FILE).content(), provenance))
    ]
    line = f'sceau = "{line_of(Provenance(provenance.key, provenance.seed, *signatures))}"\n'
    text = _LINE.sub("", FILE.read_text(encoding="utf-8"))
    sealed = _AFTER.sub(lambda found: found.group() + line, text, count=1)
    FILE.write_text(sealed, encoding="utf-8", newline="\n")
    trusted = TRUSTED.read_text(encoding="utf-8")
    named = [*_KEY.findall(_KEYS.search(trusted)[1]), provenance.key]
    listed = "".join(f'        "{each}",\n' for each in named)
    told = f"DELIVERED_KEYS: frozenset[str] = frozenset(\n    {{\n{listed}    }}\n)"
    TRUSTED.write_text(_KEYS.sub(lambda _: told, trusted), encoding="utf-8", newline="\n")
    print(f"{FILE.name} : {provenance.key}")


if __name__ == "__main__":
    main()
