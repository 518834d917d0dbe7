"""`python -m tests.bench [--short] [--only NAME]… [--out FILE]`: measure, print a table, keep the ratios."""

from __future__ import annotations

import argparse
import logging
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from kiosk.commands.ground import log_to_stderr
from tests.bench import card, commit, gaps, intake, paper, queue, screen, search, slip, sound
from tests.bench.figures import Figure, keep, machine, table

OUT = Path("build/bench.json")
DEPTHS = (100, 1_000, 10_000, 100_000, 1_000_000)
Measure = Callable[[], Iterable[Figure]]


def measures(folder: Path, *, short: bool) -> dict[str, Measure]:
    """Return what is measured, by name; the short form shows only that the measuring works."""
    if short:
        return {
            "screen": lambda: screen.measure(starts=1, visits=1, presses=8, warm_up=0),
            "commit": lambda: commit.measure(folder, pairs=20),
            "queue": lambda: queue.measure(folder, rounds=2, each=5, depths=(100, 1_000, 10_000), start=10_000),
            "card": lambda: card.measure(rounds=1, insertions=1),
            "search": lambda: search.measure(rounds=1),
            "intake": lambda: intake.measure(rounds=3),
            "slip": slip.measure,
            "paper": lambda: paper.measure(folder, slips=1),
            "sound": lambda: sound.measure(pairs=1, warm_up=1),
            "gaps": lambda: gaps.measure(presses=5),
        }
    return {
        "screen": lambda: screen.measure(starts=7, visits=20, presses=400),
        "commit": lambda: commit.measure(folder, pairs=2000),
        "queue": lambda: queue.measure(folder, rounds=25, each=40, depths=DEPTHS, start=100_000),
        "card": lambda: card.measure(rounds=15, insertions=20),
        "search": lambda: search.measure(rounds=10),
        "intake": lambda: intake.measure(rounds=200),
        "slip": slip.measure,
        "paper": lambda: paper.measure(folder, slips=40),
        "sound": lambda: sound.measure(pairs=40),
        "gaps": lambda: gaps.measure(presses=200),
    }


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--short", action="store_true", help="a few seconds: does the bench work?")
    parser.add_argument("--only", action="append", default=[], help="one of the measures; all where none is named")
    parser.add_argument("--out", type=Path, default=OUT)
    asked = parser.parse_args(arguments)
    asked.out.parent.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    log_to_stderr(logging.CRITICAL)
    figures: list[Figure] = []
    before = machine()
    for name, measure in measures(asked.out.parent, short=asked.short).items():
        if asked.only and name not in asked.only:
            continue
        if name in ("sound", "gaps") and not sound.is_possible():
            print("bench: no PulseAudio here, sound is not measured", file=sys.stderr)
            continue
        if name == "intake" and not intake.is_possible():
            print("bench: no PostgreSQL here, the intake is not measured", file=sys.stderr)
            continue
        print(f"bench: {name}", file=sys.stderr, flush=True)
        figures += measure()
    keep(asked.out, figures, before)
    print(table(figures))
    print(f"load {before['load']} before, {machine()['load']} after, on {before['cores']} cores: {asked.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
