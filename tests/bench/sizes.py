"""How large the folders of the benchmark are, whole and where measures are only tried."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sizes:
    """How large the folders are, smallest first, and how often things are measured.

    A field is saved in the folder of `saved_in` actions, and searched in the largest one, where one
    scrolls to the row `far`; the window opens on `listed` actions and on the largest folder, and
    prints `printed` fiches; `relayed` are the people who write into a relay, and how many gestures
    of each length; `on_server` are the sites that write to a server, and how many envelopes lie
    there before and after it grew; `long_log` and `long_plan` are what is
    measured on demand, where what a gesture in the window put off is waited for `calm_seconds`.
    """

    actions: tuple[int, ...]
    saved_in: int
    changes: tuple[int, ...]
    relayed: tuple[int, int]
    on_server: tuple[int, tuple[int, int]]
    crowds: int
    plan_actions: int
    long_log: int
    long_plan: int
    far: int
    scrolls: int
    saves: int
    searches: int
    screens: int
    rebuilds: int
    rounds: int
    prints: int
    listed: int
    starts: int
    keys: int
    printed: int
    batches: int
    calm_seconds: float


FULL = Sizes(
    actions=(1_000, 10_000, 100_000),
    saved_in=10_000,
    changes=(15_000, 60_000, 240_000),
    relayed=(25, 15),
    on_server=(1_000, (50_000, 500_000)),
    crowds=3,
    plan_actions=2_000,
    long_log=1_300_000,
    long_plan=20_000,
    far=40_000,
    scrolls=40,
    saves=200,
    searches=5,
    screens=20,
    rebuilds=3,
    rounds=40,
    prints=4,
    listed=5_000,
    starts=7,
    keys=1,
    printed=100,
    batches=2,
    calm_seconds=0.4,
)
QUICK = Sizes(
    actions=(20,),
    saved_in=20,
    changes=(1_700,),
    relayed=(1, 1),
    on_server=(30, (60, 300)),
    crowds=1,
    plan_actions=20,
    long_log=1_700,
    long_plan=20,
    far=10,
    scrolls=1,
    saves=1,
    searches=0,
    screens=1,
    rebuilds=1,
    rounds=1,
    prints=1,
    listed=20,
    starts=1,
    keys=0,
    printed=2,
    batches=1,
    calm_seconds=0,
)
