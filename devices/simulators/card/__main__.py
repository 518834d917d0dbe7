"""Put a virtual card into a virtual reader: `python -m devices.simulators.card CARD.json`.

Answers for one card, until Ctrl-C, SIGTERM or its own mishap takes it out; what
is done to it stays in memory, the file is never written. Refuses, with exit
code 2, a file that is no card and a port where no reader asks for one.
"""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from devices.simulators.card.card_file import BadCardFile, CardFile, read_card
from devices.simulators.card.virtual_card import VirtualCard

PORT = 35963  # where vsmartcard's driver listens when nobody says otherwise
WRONG_USE = 2
_PATIENCE = 3.0
_LAST_PORT = 65535


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit code."""
    given = _given(arguments)
    try:
        card = read_card(given.card)
    except BadCardFile as fault:
        return _refuse(str(fault))
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with VirtualCard(given.port) as slot:
            return _stay(slot, card, given.port)
    except KeyboardInterrupt:
        _tell("taken out")
        return 0


def _given(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m devices.simulators.card", description="Put an invented card into a virtual reader of pcscd."
    )
    parser.add_argument("card", type=Path, metavar="CARD.json", help="what is on the card (docs/card.md)")
    parser.add_argument("--port", type=_port, default=PORT, help="of the virtual reader (default: %(default)s)")
    return parser.parse_args(arguments)


def _port(text: str) -> int:
    port = int(text)
    if not 0 < port <= _LAST_PORT:
        raise ValueError
    return port


def _stay(slot: VirtualCard, card: CardFile, port: int) -> int:
    slot.insert(card.applet(), card.befalls())
    if not slot.wait_until_asked(_PATIENCE):
        return _refuse(f"no virtual reader asks for a card at port {port}: is pcscd running, and its reader empty?")
    _tell(f"in the reader at port {port}, Ctrl-C takes it out: {card.note or 'a card without a note'}")
    slot.wait_until_out()
    _tell(f"pulled at command {len(slot.commands)}")
    return 0


def _refuse(why: str) -> int:
    _tell(why)
    return WRONG_USE


def _tell(what: str) -> None:
    sys.stderr.write(what + "\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
