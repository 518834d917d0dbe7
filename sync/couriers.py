"""Carries batches over two connections by turns: while the answers of one come down, the next goes up.

Answers for: one batch at a time is on its way up, in the order they were
given out; each comes back with its answer or the error of its link, on the
thread that asked. Refuses to touch anything but the links from its threads,
and to give out more after one that did not go well.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Protocol

from sync.link import Carrier, LinkError
from sync.parcel import BATCHES, Parcel

_LOOK = 0.02


class Sender(Carrier, Protocol):
    """A link that can tell whether content is still to arrive."""

    def open(self) -> None:
        """Make the connection of the next call; nothing where there is one, or none can be made."""
        ...

    def expect(self, content: int) -> None:
        """Take that so many bytes are about to be posted."""
        ...

    def is_sending(self) -> bool:
        """Tell whether much of what was expected has not arrived yet."""
        ...


@dataclass(frozen=True)
class Delivered:
    """A parcel that went out, and what came back for it after so many *seconds*."""

    parcel: Parcel
    answer: bytes | LinkError
    seconds: float


Next = Callable[[], Parcel | None]
Taken = Callable[[Delivered], bool]
"""Takes what came back; says whether it went well."""


class Couriers:
    """Two links, or more, to the same platform."""

    def __init__(self, *links: Sender) -> None:
        self._links = links

    def carry(self, following: Next, taken: Taken) -> None:
        """Send parcels as long as *following* has one and what comes back is *taken* well; all that went is taken."""
        first, *others = self._links
        with ThreadPoolExecutor(len(self._links), thread_name_prefix="courier") as hands:
            # The others shake hands before the first fills the way up.
            busy: dict[Future[Delivered | None], Sender] = {hands.submit(_opened, link): link for link in others}
            free, goes_on = [first], True
            while goes_on or busy:
                if goes_on and free and not any(link.is_sending() for link in busy.values()):
                    parcel = following()
                    goes_on = parcel is not None
                    if parcel is not None:
                        link = free.pop(0)
                        link.expect(len(parcel.content))
                        busy[hands.submit(carried, link, parcel)] = link
                    continue
                for done in wait(busy, _LOOK if goes_on and free else None, FIRST_COMPLETED).done:
                    free.append(busy.pop(done))
                    delivered = done.result()
                    goes_on = (delivered is None or taken(delivered)) and goes_on


def _opened(link: Sender) -> None:
    link.open()


def carried(link: Carrier, parcel: Parcel) -> Delivered:
    """Post *parcel* over *link* and wait for what comes back."""
    began = time.monotonic()
    try:
        answer: bytes | LinkError = link.post(BATCHES, parcel.content, parcel.headers)
    except LinkError as error:
        answer = error
    return Delivered(parcel, answer, time.monotonic() - began)
