"""`kiosk sync` as it must not be: it waits for minutes and never sends smaller segments."""

from __future__ import annotations

import sys

from kiosk.__main__ import main
from sync import transport

if __name__ == "__main__":
    transport.SMALLER = (0, 0, 0)
    transport.USER_TIMEOUT_MS = 120_000
    sys.argv = ["kiosk", "sync"]
    main()
