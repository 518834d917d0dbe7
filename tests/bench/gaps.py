"""How long the screen stands still while the kiosk speaks, walked by keys and read by a finger."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from kiosk.demo.setting import prepare
from kiosk.demo.stage import Stage
from tests.bench.figures import FRAME_MS, Figure, beside_limit, beside_peer

GAP_MS = 10.0
HANDS = {"keys": "walked by keys", "finger": "read by a finger", "nobody": "the page is said"}


def measure(*, presses: int) -> Iterable[Figure]:
    """Walk, touch and listen, *presses* times each, on a real screen with the real voice, played to nobody."""
    told = {line["hand"]: line for line in _lines(presses)}
    silent = told["silent"]
    for hand, name in HANDS.items():
        line = told[hand]
        yield from beside_limit(f"longest gap, {name}", line["gap"], GAP_MS, "asked for while speaking")
        yield from beside_limit(f"without painting, {name}", line["without_paint"], GAP_MS, "asked for while speaking")
        yield from beside_limit(f"processor, {name}", line["busy"], GAP_MS, "asked for while speaking")
    yield from beside_peer("longest gap, keys", told["keys"]["gap"], silent["gap"], "the same keys without speech")
    yield from beside_limit("a screen made into words", told["keys"]["said"], GAP_MS, "asked for while speaking")
    yield from beside_limit("words handed to the voice", told["keys"]["handed"], GAP_MS, "asked for while speaking")
    yield from beside_limit("touch to the order to speak", told["finger"]["answers"], FRAME_MS, "a frame at 60 Hz")


def _lines(presses: int) -> Iterator[dict[str, Any]]:
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="gap-")))
        stack.enter_context(Stage(prepare(folder / "d")))
        command = (sys.executable, "-m", "tests.bench.gap_child", str(presses))
        environment = {"QT_QPA_PLATFORM": "offscreen", **os.environ}
        child = subprocess.run(command, stdout=subprocess.PIPE, env=environment, check=True)
        yield from (json.loads(line) for line in child.stdout.splitlines() if line.startswith(b"{"))
