"""What a demonstration left behind: pictures, papers, sound, and a report that counts."""

from __future__ import annotations

import json
import sqlite3
import subprocess
from dataclasses import asdict, dataclass, field
from pathlib import Path


@dataclass
class Account:
    """The figures of `report.json`."""

    pages: list[str] = field(default_factory=list)
    requests_submitted: int = 0
    requests_accepted: int = 0
    lost: int = 0
    duplicated: int = 0
    receipts_printed: int = 0
    qr_read_back: int = 0
    sound_seconds: float = 0.0
    seconds: float = 0.0
    failure: str = ""

    def write(self, path: Path) -> None:
        path.write_text(json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n", "utf-8")


def platform_rows(database: Path) -> list[str]:
    """Return the receipt numbers the platform holds, one for each stored request."""
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        rows = connection.execute("SELECT receipt FROM request WHERE state = 'accepted'").fetchall()
    connection.close()
    return [row[0] for row in rows]


def read_codes(paper: Path) -> list[str]:
    """Return the texts of the square codes on the picture *paper*, as an independent reader sees them."""
    done = subprocess.run(
        ["zbarimg", "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", str(paper)],
        capture_output=True,
        check=False,
        text=True,
    )
    return [line for line in done.stdout.splitlines() if line]
