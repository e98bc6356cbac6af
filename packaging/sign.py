"""Sign the Windows programs where there is a certificate, and say so where there is none.

    python packaging/sign.py FILE…

The certificate is a PFX file in base 64, in the variable CTG_SIGN_CERTIFICATE; its password in
CTG_SIGN_PASSWORD; the address of the time stamp authority in CTG_SIGN_TIMESTAMP.
"""

from __future__ import annotations

import base64
import os
import subprocess
import sys
import tempfile
from pathlib import Path


def main(files: list[str]) -> int:
    """Sign the files; return the exit code."""
    certificate = os.environ.get("CTG_SIGN_CERTIFICATE")
    if not certificate:
        print("Pas de certificat (CTG_SIGN_CERTIFICATE) : rien n'est signé.")
        return 0
    with tempfile.TemporaryDirectory() as place:
        pfx = Path(place) / "certificat.pfx"
        pfx.write_bytes(base64.b64decode(certificate))
        command = ["signtool", "sign", "/fd", "SHA256", "/f", str(pfx)]
        command += ["/p", os.environ.get("CTG_SIGN_PASSWORD", "")]
        if stamp := os.environ.get("CTG_SIGN_TIMESTAMP"):
            command += ["/tr", stamp, "/td", "SHA256"]
        return subprocess.run([*command, *files], check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
