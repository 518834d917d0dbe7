"""A stand-in for the speech child that makes no sound: it tells what it was asked, and can be told to fail.

A part with `унах` in it crashes the process, `гацах` stops reading, `удаан`
is never finished. Every order is told to the pipe named in HEARD.
"""

import os
import signal
import sys

from voices import protocol
from voices.protocol import Failed, Finished, Ping, Pong, Ready, Say, Started, Wake


def main() -> None:
    told = os.open(os.environ["HEARD"], os.O_WRONLY)
    speaking = 0
    up(Ready("espeak", "starting", mongolian=True))
    for data in sys.stdin.buffer:
        order = protocol.order(data)
        if not isinstance(order, Ping):
            os.write(told, f"{os.getpid()} ".encode() + data)
        match order:
            case Wake():
                up(Ready("espeak", "ok", mongolian=True))
            case Ping():
                up(Pong(speaking, 0, speaking=bool(speaking)))
            case Say():
                speaking = say(order)


def say(order: Say) -> int:
    for number, part in enumerate(order.parts):
        up(Started(order.generation, number))
        if "унах" in part.text:
            os._exit(3)
        if "гацах" in part.text:
            os.kill(os.getpid(), signal.SIGSTOP)
        if "удаан" in part.text:
            return order.generation
        if "алга" in part.text:
            up(Failed(order.generation, "no_device"))
            return 0
    up(Finished(order.generation))
    return 0


def up(report: protocol.Report) -> None:
    sys.stdout.buffer.write(protocol.line(report))
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
