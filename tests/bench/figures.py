"""Figures with something to compare them with, and how they are shown and kept."""

from __future__ import annotations

import json
import math
import os
import platform
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

FRAME_MS = 1000 / 60
"""What a panel of 60 Hz gives each picture, in ms."""


@dataclass(frozen=True)
class Figure:
    """`ours` beside `other` (measured in the same run, or a limit), both in `unit`; `samples` of ours.

    `of_rounds` is the median of the ratios of rounds, where each round measured both.
    """

    name: str
    ours: float
    other: float
    unit: str
    beside: str
    samples: int
    of_rounds: float | None = None

    @property
    def ratio(self) -> float:
        if self.of_rounds is not None:
            return self.of_rounds
        return self.ours / self.other if self.other else math.inf


def quantile(values: Sequence[float], part: float) -> float:
    """Return the smallest value that *part* (0 to 1) of *values* do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(part * len(ordered)) - 1)]


def median(values: Sequence[float]) -> float:
    return quantile(values, 0.5)


def beside_limit(
    name: str, values: Sequence[float], limit: float, beside: str, *, high: float = 0.99
) -> Iterable[Figure]:
    """Yield the median and the *high* quantile of *values* (ms) beside *limit*."""
    for part in (0.5, high):
        yield Figure(f"{name} p{round(part * 100)}", quantile(values, part), limit, "ms", beside, len(values))


def beside_peer(
    name: str, values: Sequence[float], peers: Sequence[float], beside: str, *, high: float = 0.99
) -> Iterable[Figure]:
    """Yield the median and the *high* quantile of *values* (ms), each beside that of *peers*."""
    for part in (0.5, high):
        title = f"{name} p{round(part * 100)}"
        yield Figure(title, quantile(values, part), quantile(peers, part), "ms", beside, len(values))


def table(figures: Sequence[Figure]) -> str:
    """Return *figures* as lines for people."""
    width = max(len(figure.name) for figure in figures)
    lines = [f"{'':{width}} {'ours':>9} {'beside':>9} {'':4} {'ratio':>7}    n  beside"]
    lines += [
        f"{f.name:{width}} {f.ours:9.2f} {f.other:9.2f} {f.unit:4} {f.ratio:7.2f} {f.samples:4}  {f.beside}"
        for f in figures
    ]
    return "\n".join(lines)


def machine() -> dict[str, object]:
    """Return what the figures were taken on; `load` is the mean number of waiting processes over a minute."""
    return {
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 2),
        "system": platform.platform(),
        "python": platform.python_version(),
        "qt": version("PySide6_Essentials"),
    }


def keep(path: Path, figures: Sequence[Figure], before: dict[str, object]) -> None:
    """Write *figures* with their ratios as JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = [{**asdict(figure), "ratio": round(figure.ratio, 3)} for figure in figures]
    document = {"before": before, "after": machine(), "figures": rows}
    path.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", "utf-8")
