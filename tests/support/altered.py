"""Exchange files that somebody changed on their way."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

MANIFEST = "manifest.json"


def altered(
    told: bytes,
    change: Callable[[dict[str, Any]], None] = lambda _manifest: None,
    *,
    member: Callable[[bytes], bytes] | None = None,
) -> bytes:
    """Return a file with another manifest; with `member`, with other envelopes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(told)) as zipped, zipfile.ZipFile(packed, "w") as made:
        manifest = json.loads(zipped.read(MANIFEST))
        for name in manifest["membres"]:
            content = zipped.read(name)
            if member is not None and name.startswith("enveloppes/"):
                content = member(content)
                digest = hashlib.sha256(content).hexdigest()
                manifest["membres"][name] = {"octets": len(content), "sha256": digest}
            made.writestr(name, content)
        change(manifest)
        made.writestr(MANIFEST, json.dumps(manifest))
    return packed.getvalue()
