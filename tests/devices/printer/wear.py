"""What happens to a printed code before it is read: too much heat, too little, a dead heater, a thumb, a telephone.

Each kind of damage takes a strength: 1 is what a worn printer, a pocket or a
hurried hand does, and more is worse. Pictures are grey, black is 0.
"""

from __future__ import annotations

import math
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import zxingcpp

from devices.printer.raster import Raster

Grey = npt.NDArray[np.uint8]
Damage = Callable[[Grey, np.random.Generator, float], Grey]
PIXELS = 3
"""Pixels a dot: what a scanner or a telephone sees of paper of 203 dots an inch."""
DOTS_PER_MM = 8


def seen(sheet: Raster) -> Grey:
    """Return *sheet* as a good scanner sees it."""
    ink = np.unpackbits(np.frombuffer(bytes(sheet.data), np.uint8)).reshape(sheet.rows, sheet.width_dots)
    dots = np.where(ink, 0, 255).astype(np.uint8)
    paper = np.full((sheet.rows + 32, sheet.width_dots + 32), 255, np.uint8)
    paper[16:-16, 16:-16] = dots
    return np.asarray(np.kron(paper, np.ones((PIXELS, PIXELS), np.uint8)), np.uint8)


def clean(picture: Grey, chance: np.random.Generator, strength: float) -> Grey:
    del chance, strength
    return picture


def dot_gain(picture: Grey, chance: np.random.Generator, strength: float) -> Grey:
    """Let each dot grow by two thirds of its size, unevenly: a hot head on thin paper."""
    size = 1 + 2 * round(strength)
    grown = cv2.erode(picture, np.ones((size, size), np.uint8))
    return _noisy(np.asarray(cv2.GaussianBlur(grown, (0, 0), 1.0 * strength), np.uint8), chance, 12)


def fade(picture: Grey, chance: np.random.Generator, strength: float) -> Grey:
    """Bleach the ink to a third of its contrast: a season on a windscreen."""
    left = 0.35 / strength
    return _noisy((255 - (255 - picture.astype(np.float32)) * left).astype(np.uint8), chance, 10)


def dead_dots(picture: Grey, chance: np.random.Generator, strength: float) -> Grey:
    """Print nothing under three heaters; the dots beside them overlap the line, as they overlap each other."""
    torn = picture.copy()
    for left in chance.integers(16, picture.shape[1] // PIXELS - 16, round(3 * strength)):
        torn[:, left * PIXELS : (left + 1) * PIXELS] = 255
    return np.minimum(torn, _grown(torn, picture))


def blotches(picture: Grey, chance: np.random.Generator, strength: float) -> Grey:
    """Leave three spots of 2 to 3 mm, of ink or of white: a wet thumb, a crease."""
    spotted = picture.copy()
    height, width = picture.shape
    for _ in range(round(3 * strength)):
        centre = (int(chance.integers(width)), int(chance.integers(height)))
        radius = int(chance.uniform(1.0, 1.5) * DOTS_PER_MM * PIXELS)
        cv2.circle(spotted, centre, radius, int(chance.choice([0, 255])), -1)
    return spotted


def photo(picture: Grey, chance: np.random.Generator, strength: float) -> Grey:
    """Hold a telephone over it: askew, a little out of focus, in uneven light."""
    height, width = picture.shape
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    moved = corners + chance.uniform(-0.04, 0.04, (4, 2)).astype(np.float32) * strength * min(width, height)
    warp = cv2.getPerspectiveTransform(corners, moved.astype(np.float32))
    askew = cv2.warpPerspective(picture, warp, (width, height), borderValue=(255,))
    soft = cv2.GaussianBlur(askew, (0, 0), 2.0 * strength)
    light = np.linspace(1.0, 1.0 - 0.4 * min(strength, 2), width, dtype=np.float32)
    return _noisy((soft * light).astype(np.uint8), chance, 8 * strength)


DAMAGES: dict[str, Damage] = {
    "clean": clean, "dot gain": dot_gain, "fade": fade, "dead dots": dead_dots, "blotches": blotches, "photo": photo
}  # fmt: skip


ZBAR = ("zbarimg", "-q", "--raw", "-Sdisable", "-Sqrcode.enable")
LOOKS = ((1.0, 0), (0.6, 0), (1.0, 30), (0.6, 30), (3.0, 0))
"""Pixels a dot and degrees: how a code is held to a reader until it reads; a telephone tries ten times a second."""


def looks(picture: Grey) -> Iterator[Grey]:
    """Yield *picture* as somebody holds it to a reader, again and again; bigger it shows every grain of the paper."""
    height, width = picture.shape
    side = math.hypot(height, width)
    for size, degrees in LOOKS:
        scale = size / PIXELS
        turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
        turn[:, 2] += (side / 2 - width / 2, side / 2 - height / 2)
        whole = (int(side), int(side))
        held = cv2.warpAffine(picture, turn, whole, borderValue=(255,)) if degrees else picture
        yield np.asarray(cv2.resize(held, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)


def read_by_zxing(picture: Grey) -> str:
    """Return what ZXing reads, "" for nothing."""
    for look in looks(picture):
        found = zxingcpp.read_barcodes(look)
        if found:
            return found[0].text
    return ""


def read_by_zbar(picture: Grey, folder: Path) -> str:
    """Return what zbar reads, "" for nothing."""
    path = folder / "seen.pgm"
    for look in looks(picture):
        cv2.imwrite(str(path), look)
        told = subprocess.run([*ZBAR, str(path)], capture_output=True, text=True, check=False)
        if told.stdout:
            return told.stdout.rstrip("\n")
    return ""


def _grown(torn: Grey, picture: Grey) -> Grey:
    """Return *torn* with each dot a third of a dot wider, where *picture* has ink."""
    return np.maximum(np.asarray(cv2.erode(torn, np.ones((1, 3), np.uint8)), np.uint8), picture)


def _noisy(picture: Grey, chance: np.random.Generator, sigma: float) -> Grey:
    grains = chance.normal(0, sigma, picture.shape)
    return np.clip(picture + grains, 0, 255).astype(np.uint8)
