"""Every code of every paper is read from worn paper by two programs that are not ours, ZXing and zbar.

Each kind of wear at its usual strength; at the sizes that `module_dots`
chooses, 5 dots a module. The control arm is wear that no code survives: the
damage is real.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from devices.printer import encode
from devices.printer.document import Document, Line, Qr
from devices.printer.profile import get_profile
from devices.printer.render import render
from devices.simulators.printer.machine import PrinterMachine
from sync.documents import sign_document
from tests.campaigns.reckoning import tell_share, tries
from tests.devices.printer.wear import DAMAGES, Grey, read_by_zbar, read_by_zxing, seen
from tests.kiosk.test_slips import CLAIMS, PAPER, PLATFORM, signer

EPSON = get_profile("epson-tm-t20iii")
LEAST = {"short": 0.85, "long": 0.95}
"""The share that must be read; of few tries one more may fail by chance."""


def payloads() -> dict[str, str]:
    """Return what stands in codes: a slip's own signature, a reference's, a number where there is no key."""
    return {"slip": signer().code(PAPER), "reference": sign_document(CLAIMS, PLATFORM), "number": "017-04826-93"}


def printed(payload: str) -> Grey:
    """Return the paper with the code of *payload*, as the printer's machine made it of our bytes."""
    raster = render(Document((Line("Шалгах код"), Qr(payload, "Шалгах код"))))
    machine = PrinterMachine(raster.width_dots, capacity=1 << 20)
    machine.receive(bytes(encode.page(raster, EPSON)))
    return seen(machine.roll.sheets[0])


@pytest.mark.parametrize("kind", sorted(DAMAGES))
@pytest.mark.timeout(3600)
def test_codes_are_read_from_worn_paper(kind: str, tmp_path: Path) -> None:
    rounds = tries(short=2, long=60)
    read = dict.fromkeys(("ZXing", "zbar"), 0)
    papers = payloads()
    for payload in papers.values():
        paper = printed(payload)
        for seed in range(rounds):
            worn = DAMAGES[kind](paper, np.random.default_rng(seed), 1)
            read["ZXing"] += read_by_zxing(worn) == payload
            read["zbar"] += read_by_zbar(worn, tmp_path) == payload
    number = rounds * len(papers)
    for reader, good in read.items():
        tell_share(f"codes read by {reader}, {kind}", good, number)
    least = LEAST["long" if tries(short=0, long=1) else "short"]
    assert sum(read.values()) >= least * 2 * number, read


def test_wear_that_no_code_survives_is_told_from_a_code_that_was_read(tmp_path: Path) -> None:
    """The control arm."""
    payload = payloads()["slip"]
    paper = printed(payload)
    ruined = DAMAGES["photo"](paper, np.random.default_rng(1), 5)
    assert read_by_zxing(paper) == read_by_zbar(paper, tmp_path) == payload
    assert read_by_zxing(ruined) == read_by_zbar(ruined, tmp_path) == ""
