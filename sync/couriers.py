"""Carries batches over several connections by turns: while the answers of one come down, the next goes up.

Answers for: one batch at a time is on its way up, in the order they were
given out; each comes back with its answer or the error of its link, on the
thread that asked. Refuses to touch anything but the links from its threads,
and to give out more after one that did not go well.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from typing import Protocol

from sync.link import Carrier, LinkDown, LinkError
from sync.pace import SILENCE
from sync.parcel import BATCHES, Parcel
from sync.troubles import of_error

_LOOK = 0.02
_INSISTING, _SOON = 8.0, 2.0
_BY_TURNS = 0.5  # of a second, in which a connection asks once (RFC 6298, 2.1)


class Sender(Carrier, Protocol):
    """A link that can tell whether content is still to arrive."""

    def open(self, patience: float | None = None) -> None:
        """Make the connection of the next call, in *patience* seconds, where there is none; LinkError."""
        ...

    def knocking(self) -> float:
        """Return the seconds in which a connection is made here if it can be made."""
        ...

    def close(self) -> None:
        """Forget the connections."""
        ...

    def expect(self, content: int) -> None:
        """Take that so many bytes are about to be posted."""
        ...

    def is_sending(self) -> bool:
        """Tell whether much of what was expected has not arrived yet."""
        ...

    def rate(self) -> float:
        """Return the bytes a second that were seen to arrive on this road, 0 where none were."""
        ...


@dataclass(frozen=True)
class Delivered:
    """A parcel that went out, and what came back for it after so many *seconds* with a connection.

    `rate` is the bytes a second that the kernel saw arrive, 0 where nobody asked it.
    """

    parcel: Parcel
    answer: bytes | LinkError
    seconds: float
    rate: float = 0.0


Next = Callable[[], Parcel | None]
Came = Delivered | LinkError | None
"""What comes of a parcel, or of an opening: why not, or None."""

Taken = Callable[[Delivered], bool]
"""Takes what came back; says whether it went well."""


class Couriers:
    """Two links, or more, to the same platform."""

    def __init__(self, *links: Sender) -> None:
        self._links = list(links)
        self._shaking: dict[Future[Came], Sender] = {}
        self._until = 0.0

    @property
    def first(self) -> Sender:
        """The link whose connection is the likeliest to be open."""
        return self._links[0]

    def knock(self, goes_on: Callable[[], bool] = lambda: True) -> LinkError | None:
        """Make a fresh connection to the proven platform, and keep it for the next parcel; return why not, or None.

        Two knock by turns as long as nobody answers, for some seconds and while *goes_on*: a platform that comes in
        sight between two packets of one hears the other. Who is let in carries first. The second may still knock then:
        later it would have to pass the first parcel.
        """
        self._hang_up()
        pool, why = ThreadPoolExecutor(2, thread_name_prefix="courier"), None
        late, self._until = self._links[:2], time.monotonic() + _INSISTING
        try:
            while late or self._shaking:
                if late:
                    link = late.pop(0)
                    self._shaking[pool.submit(self._insisted, link, goes_on)] = link
                for done in wait(self._shaking, _BY_TURNS if late else None, FIRST_COMPLETED).done:
                    link, came = self._shaking.pop(done), done.result()
                    if not isinstance(came, LinkError):
                        self._links.sort(key=lambda one: one is not link)
                        self._until = time.monotonic() + _SOON
                        return None
                    why = why or came
        finally:
            pool.shutdown(wait=False)
        return why

    def carry(self, following: Next, taken: Taken, *, alone: bool = False) -> None:
        """Send parcels as long as *following* has one and what comes back is *taken* well; all that went is taken.

        They go over all connections, or *alone* over one. Each answer may bring up something more to send.
        """
        first, *spare = self._links[: 1 if alone else None]
        with ThreadPoolExecutor(len(self._links), thread_name_prefix="courier") as pool:
            # The second shakes hands before the first fills the way up, and then the next: never two in its way.
            busy = self._taken_over() if spare else {}
            busy = busy or {pool.submit(_opened, link): link for link in spare[:1]}
            spare = [link for link in spare if link not in busy.values()]
            free, goes_on, is_well, is_gone = [first], True, True, False
            while goes_on or busy:
                if goes_on and free and not any(link.is_sending() for link in busy.values()):
                    parcel = following()
                    goes_on = parcel is not None
                    if parcel is not None:
                        link = free.pop(0)
                        link.expect(len(parcel.content))
                        busy[pool.submit(_sent, link, parcel)] = link
                    continue
                for done in wait(busy, _LOOK if goes_on and free else None, FIRST_COMPLETED).done:
                    free.append(busy.pop(done))
                    came = done.result()
                    if isinstance(came, Delivered):
                        goes_on = is_well = taken(came) and is_well
                        is_gone = is_gone or isinstance(came.answer, LinkDown)
                    elif goes_on and spare:
                        link = spare.pop(0)
                        busy[pool.submit(_opened, link)] = link
        if is_gone:
            self._hang_up()

    def _insisted(self, link: Sender, goes_on: Callable[[], bool]) -> LinkError | None:
        """Make the connection of *link*, and try again for some seconds where there was only silence."""
        while True:
            began = time.monotonic()
            error = _opened(link, link.knocking())
            now = time.monotonic()
            if error is None or now - began < SILENCE or now >= self._until or not goes_on():
                return error

    def _taken_over(self) -> dict[Future[Came], Sender]:
        """Return who still shakes hands since it knocked."""
        shaking, self._shaking = self._shaking, {}
        return shaking

    def _hang_up(self) -> None:
        """Forget every connection: after an outage one that was quiet looks open, and is not."""
        wait(self._taken_over())
        for link in self._links:
            link.close()


def _opened(link: Sender, patience: float | None = None) -> LinkError | None:
    try:
        link.open(patience)
    except LinkError as error:
        return error
    except Exception as error:
        return LinkDown(of_error(error).trouble, sent=False)
    return None


def _sent(link: Sender, parcel: Parcel) -> Delivered:
    """Post *parcel* over *link*, which may have to shake hands first: that says nothing of what it carries."""
    try:
        link.open()
    except LinkError as error:
        return Delivered(parcel, error, 0.0)
    except Exception as error:
        return Delivered(parcel, LinkDown(of_error(error).trouble, sent=False), 0.0)
    return replace(carried(link, parcel), rate=link.rate())


def carried(link: Carrier, parcel: Parcel) -> Delivered:
    """Post *parcel* over *link* and wait for what comes back.

    An error nobody foresaw counts as a link that broke: what went may have arrived, and must not stay "sending".
    """
    began = time.monotonic()
    try:
        answer: bytes | LinkError = link.post(BATCHES, parcel.content, parcel.headers)
    except LinkError as error:
        answer = error
    except Exception as error:
        answer = of_error(error)
    return Delivered(parcel, answer, time.monotonic() - began)
