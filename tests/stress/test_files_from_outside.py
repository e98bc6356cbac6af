"""Files that people choose, damaged in every way: what they say comes out, or a sentence."""

from __future__ import annotations

import io
import json
import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from ctg_desktop.errors import CtgError
from ctg_desktop.printing.engine.logo import read_logo
from ctg_desktop.referentiel.reading import read
from ctg_desktop.services.outlines import read_outlines
from tests.referentiel.texts import INVENTED
from tests.support.app import BETHUNE

MUTATIONS = 10_000 if os.environ.get("CTG_STRESS") == "1" else 40
LARGEST_GAIN = 64
"""How many times larger than it was a damaged file may become."""


def mutated(content: bytes, chance: random.Random) -> bytes:
    """Return the content with one to four kinds of damage."""
    damaged = bytearray(content)
    for _ in range(chance.randint(1, 4)):
        start = chance.randrange(len(damaged) + 1)
        piece = damaged[start : start + chance.choice((1, 2, 8, 60, 500))]
        match chance.randrange(7):
            case 0:
                damaged[start : start + len(piece)] = b""
            case 1:
                damaged[start:start] = piece * chance.choice((1, 3, 2_000))
            case 2:
                damaged[start : start + 1] = bytes([chance.randrange(256)])
            case 3:
                damaged[start:start] = chance.choice(_ODD)
            case 4:
                del damaged[start:]
            case 5:
                other = chance.randrange(len(damaged) + 1)
                damaged[other:other] = piece
            case _:
                damaged[start:start] = chance.choice(_ODD) * 3_000
        del damaged[LARGEST_GAIN * len(content) :]
    return bytes(damaged)


_ODD = (
    *(
        b"\0",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"[",
        b"{",
        b'"',
        b"'''",
        b"\n",
        b"\r",
        b",",
        b"=",
        b"-",
    ),
    *(b"NaN", b"1e999999", b"9" * 5_000, b"null", b"true", b".", b"a.", b"\\u0000", b"\\ud800"),
    "é\u202e\U0001f600".encode(),
)


def outlines() -> tuple[bytes, Callable[[Path], object]]:
    """Return a small file of outlines, and its reader."""
    ring = [[2.6, 50.5], [2.7, 50.5], [2.7, 50.6], [2.6, 50.6], [2.6, 50.5]]
    shape = {"type": "MultiPolygon", "coordinates": [[ring], [ring]]}
    feature = {"type": "Feature", "properties": {"code": BETHUNE}, "geometry": shape}
    document = {"type": "FeatureCollection", "features": [feature] * 3}
    return json.dumps(document).encode(), lambda path: read_outlines(path, {BETHUNE: (2.65, 50.55)})


def referentiel() -> tuple[bytes, Callable[[Path], object]]:
    """Return a small référentiel, and its reader."""
    return INVENTED.read_bytes(), read


def logo() -> tuple[bytes, Callable[[Path], object]]:
    """Return a picture, and its reader."""
    made = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.effect_noise((60, 30), 90).convert("RGB").save(made, "JPEG", exif=exif)
    return made.getvalue(), read_logo


@pytest.mark.parametrize("made", [outlines, referentiel, logo])
def test_file_when_it_is_damaged_in_any_way_then_it_is_read_or_refused_with_a_sentence(
    tmp_path: Path, made: Callable[[], tuple[bytes, Callable[[Path], object]]]
) -> None:
    content, reader = made()
    path = tmp_path / "recu"
    seed = random.randrange(2**32)
    chance = random.Random(seed)
    for turn in range(MUTATIONS):
        path.write_bytes(mutated(content, chance))
        try:
            sentence = told_of(path, reader)
        except Exception as error:
            error.add_note(f"seed {seed}, turn {turn}")
            raise
        assert sentence.endswith("."), (seed, turn)


def told_of(path: Path, reader: Callable[[Path], object]) -> str:
    """Return the sentence of a refusal, or one of ours where the file was read."""
    try:
        reader(path)
    except CtgError as refused:
        return refused.sentence
    return "Lu."
