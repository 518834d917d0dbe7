"""The kiosk on its screen beside a bare Qt program: first picture, memory, and the time from a touch to its picture."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from kiosk.demo.setting import prepare
from kiosk.demo.stage import Stage
from tests.bench.figures import FRAME_MS, Figure, beside_limit, median

WARM_UP = 20
Lines = Iterator[dict[str, Any]]


def measure(*, starts: int, visits: int, presses: int, warm_up: int = WARM_UP) -> Iterable[Figure]:
    """Start kiosk and bare program by turns *starts* times, serve *visits*, press *presses* letters and tiles.

    One start of each and *warm_up* presses of each kind before them are not measured.
    """
    with tempfile.TemporaryDirectory(prefix="scr-") as folder, Stage(prepare(Path(folder) / "d"), sound=False) as stage:
        firsts, bares = _starts(starts, warm_up=1 if warm_up else 0)
        bare = median([line["memory"] for _, line in bares])
        yield _first_frame(firsts, bares)
        yield from _memory(stage, visits, bare)
        yield from _touch(presses, warm_up)


Started = list[tuple[float, dict[str, Any]]]


def _starts(count: int, *, warm_up: int) -> tuple[Started, Started]:
    pairs = [(_first_line("first"), _first_line("bare")) for _ in range(count + warm_up)][warm_up:]
    return [ours for ours, _ in pairs], [bare for _, bare in pairs]


def _first_line(what: str) -> tuple[float, dict[str, Any]]:
    """Return when the process was started, and the first it said."""
    began = time.monotonic()
    with _child(what) as lines:
        return began, _said(lines)


def _first_frame(firsts: Started, bares: Started) -> Figure:
    ours = [line["first"] - began for began, line in firsts]
    bare = [line["first"] - began for began, line in bares]
    return Figure("start to first page", median(ours), median(bare), "s", "start to an empty Qt widget", len(ours))


def _memory(stage: Stage, visits: int, bare: float) -> Iterable[Figure]:
    after = []
    pin = stage.pin_of("citizen")
    with _child("visits", str(visits), pin) as lines:
        for line in lines:
            match line.get("do"):
                case "insert":
                    stage.slot.insert(stage.setting.pki.applet("citizen"))
                case "remove":
                    stage.slot.remove()
                case _:
                    after.append(line["memory"])
    yield Figure("memory at the first page", after[0], bare, "MB", "an empty Qt widget", 1)
    yield Figure(f"memory after {visits} visits", after[-1], bare, "MB", "an empty Qt widget", 1)
    warm = after[min(5, len(after) - 1)]
    yield Figure(f"memory after {visits} visits", after[-1], warm, "MB", "memory when warm, after 5", 1)


def _touch(presses: int, warm_up: int) -> Iterable[Figure]:
    with _child("touch", str(presses), str(warm_up)) as lines:
        line = _said(lines)
    frame = "a frame at 60 Hz"
    for kind, name in (("key", "letter key"), ("page", "new page")):
        downs, ups, busy = zip(*line[kind], strict=True)
        yield from beside_limit(f"touch to pressed look, {name}", downs, FRAME_MS, frame)
        yield from beside_limit(f"lift to picture, {name}", ups, FRAME_MS, frame)
        yield from beside_limit(f"lift to picture, {name}, processor", busy, FRAME_MS, frame)


@contextlib.contextmanager
def _child(*what: str) -> Iterator[Lines]:
    command = (sys.executable, "-m", "tests.bench.screen_child", *what)
    environment = {"QT_QPA_PLATFORM": "offscreen", **os.environ}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment) as process:
        assert process.stdout is not None
        yield (json.loads(line) for line in process.stdout if line.startswith(b"{"))
        process.stdout.read()
    if process.returncode:
        raise ChildFailedError


def _said(lines: Lines) -> dict[str, Any]:
    for line in lines:
        return line
    raise ChildFailedError


class ChildFailedError(Exception):
    """A measuring process ended with an error."""
