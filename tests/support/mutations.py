"""Files as they come back from a bad disk, a careless editor or a hostile hand."""

from __future__ import annotations

import random
from collections.abc import Iterator

_HOSTILE = (
    *(b"[" * 200_000, b'{"a":' * 100_000, b"-" * 5_000, b"9" * 5_000, b"1e999", b"-1e999", b"NaN"),
    *(
        b"Infinity",
        b"null",
        b"true",
        b"[]",
        b"{}",
        b'""',
        b"0",
        b"-1",
        b"1.5",
        b"18446744073709551616",
    ),
    *(b'"\\ud800"', b'"\\u0000"', b'"\\n"', b'"' + b"a" * 70_000 + b'"', b'"../../etc/passwd"'),
    *(b'"' + b"a/" * 3_000 + b'"', b'"0001-01-01T00:00:00"', b'"9999-12-31T23:59:59+14:00"'),
    *(b"\xff\xfe", b"\xef\xbb\xbf", b"\x00" * 4096, b"'''", b"#", b"a." * 6_000 + b"a = 1"),
)


def mutations(whole: bytes, count: int, seed: int) -> Iterator[bytes]:
    """Return as many spoilt versions of a file, the same ones for the same seed."""
    chance = random.Random(seed)
    for _ in range(count):
        spoilt = bytearray(whole)
        for _ in range(chance.choice((1, 1, 2, 5))):
            chance.choice((_flip, _cut, _insert, _repeat, _replace_word))(spoilt, chance)
        yield bytes(spoilt)


def _flip(spoilt: bytearray, chance: random.Random) -> None:
    if spoilt:
        spoilt[chance.randrange(len(spoilt))] ^= 1 << chance.randrange(8)


def _cut(spoilt: bytearray, chance: random.Random) -> None:
    at = chance.randrange(len(spoilt) + 1)
    del spoilt[at : at + chance.choice((1, 10, len(spoilt)))]


def _insert(spoilt: bytearray, chance: random.Random) -> None:
    at = chance.randrange(len(spoilt) + 1)
    spoilt[at:at] = chance.choice(_HOSTILE)


def _repeat(spoilt: bytearray, chance: random.Random) -> None:
    at = chance.randrange(len(spoilt) + 1)
    spoilt[at:at] = spoilt[at : at + chance.choice((1, 10, 100))] * chance.choice((1, 3, 300))


def _replace_word(spoilt: bytearray, chance: random.Random) -> None:
    """Put something hostile in the place of a value, which keeps the rest of the file whole."""
    starts = [at for at, sign in enumerate(spoilt) if sign in b":="]
    if not starts:
        return
    at = chance.choice(starts) + 1
    end = next((n for n in range(at, len(spoilt)) if spoilt[n] in b",}\n"), len(spoilt))
    spoilt[at:end] = b" " + chance.choice(_HOSTILE)
