"""A kiosk with its screen in a process of its own, so that its memory can be searched from outside; told by lines.

Two control arms: `keeps` puts each PIN through a text, as a careless hand would; `ordinary` has memory as it comes.
"""

from __future__ import annotations

import sys

from kiosk.demo.actor import Actor
from kiosk.forgetful import begin_forgetful
from kiosk.pages.blocks import PIN_KEYS
from kiosk.session.events import Continued, RequestsOpened, WentBack
from kiosk.session.states import AskingPin, CheckingPaper, Home, Idle, MyRequests, TakeCard
from ui.demo import Glass
from ui.show import application, shown

PATIENCE = 30.0
SETTLE_SECONDS = 1.0  # of the two that a kiosk may take to forget


def main(*, keeps: bool, papers: bool) -> None:
    application()
    texts: list[str] = []
    with shown(Glass) as show:
        actor = Actor(show)
        actor.wait_until(lambda: show.visit.house.readiness.part("card").is_well, "the card reader", PATIENCE)
        say("ready")
        for line in sys.stdin:
            if papers:
                check(show, actor, line.strip(), texts)
                continue
            visit(show, actor, [int(place) for place in line.split(",")], texts if keeps else None)


def visit(show: Glass, actor: Actor, places: list[int], texts: list[str] | None) -> None:
    """Log in by the *places* of the PIN pad, look at one's requests, leave, and say when the first page is back."""
    actor.wait_for(AskingPin, seconds=PATIENCE)
    show.visit.press_key("voice")  # a handset: the name goes through the speech child
    for place in places:
        show.visit.press_pin(place, show.visit.seat.turn)
    if texts is not None:
        texts.append("".join(PIN_KEYS[place] for place in places))
    actor.do(Continued())
    actor.wait_for(Home, seconds=PATIENCE)
    actor.do(RequestsOpened())
    actor.wait_for(MyRequests)
    say("in")
    sys.stdin.readline()
    actor.do(WentBack())
    actor.wait_for(Home)
    actor.do(WentBack())
    actor.wait_for(TakeCard)
    say("take")
    actor.wait_for(Idle, seconds=PATIENCE)
    say("idle")
    show.until(lambda: False, SETTLE_SECONDS)
    say("settled")
    sys.stdin.readline()


def check(show: Glass, actor: Actor, backwards: str, texts: list[str]) -> None:
    """Hold a paper under the code reader, then the next one, whose verdict tells nothing; then leave.

    Its code comes *backwards*, so that it is never whole but in the kiosk; "keep" before it is a hand that keeps it.
    """
    for letter in reversed(backwards.removeprefix("keep ")):
        show.visit.take_letter(letter)
    show.visit.take_letter("\r")
    if backwards.startswith("keep "):
        texts.append(backwards[:4:-1])
    actor.wait_for(CheckingPaper)
    say("in")
    sys.stdin.readline()
    for letter in "HC1:NOTHING\r":
        show.visit.take_letter(letter)
    show.until(lambda: False, SETTLE_SECONDS)
    say("next")
    sys.stdin.readline()
    actor.do(WentBack())
    actor.wait_for(Idle)
    show.until(lambda: False, SETTLE_SECONDS)
    say("settled")
    sys.stdin.readline()


def say(word: str) -> None:
    """Say *word* on a line of its own, whatever a log of another thread has just begun there."""
    sys.stdout.write(f"\n{word}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    if "ordinary" not in sys.argv:
        begin_forgetful()
    main(keeps="keeps" in sys.argv, papers="papers" in sys.argv)
