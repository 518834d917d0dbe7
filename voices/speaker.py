"""Keep one speech child speaking and one warm behind it.

It answers for the rule that a crashed or hung engine costs a sentence, not
the kiosk: the child is replaced within a second and the sentence that was cut
is said again. `forget` replaces it too, so that nothing spoken to one person
stays in a process that speaks to the next. It does not know what is said.

Nothing here waits for a child. All decisions are taken on one thread, in the
order things happened.
"""

from __future__ import annotations

import queue
import random
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import structlog

from voices import protocol
from voices.earcons import ToneKind
from voices.outputs import Outputs
from voices.process import Child
from voices.protocol import (
    Failed,
    Finished,
    Hold,
    Loudness,
    Part,
    Ping,
    Pong,
    Ready,
    Report,
    Route,
    Say,
    Started,
    Stop,
    Switch,
    Tone,
    Wake,
)

_LOOK_SECONDS = 0.1
_HUNG_SECONDS = 0.75
_START_SECONDS = 5.0
_TRIES = 2
_DEATHS, _DEATHS_WITHIN, _REST_SECONDS = 5, 3.0, 2.0
_log = structlog.get_logger(__name__)
_UNKNOWN = Ready("none", "starting", mongolian=False)


@dataclass(repr=False)
class Speech:
    """Something to say, and how far it has come; `final` speech is not cut by the speech that follows it."""

    parts: tuple[Part, ...]
    rate: int
    gain: float
    on_finished: Callable[[], None] | None = None
    final: bool = False
    generation: int = 0
    sent_from: int = 0
    reached: int = 0
    tries: int = 0


@dataclass(frozen=True, repr=False)
class _Heard:
    child: Child
    report: Report | None


@dataclass(frozen=True)
class _Asked:
    deed: Callable[[], None]


class Speaker:
    """Speaks through a child process; every method returns at once and may be called from any thread.

    Callbacks run on the speaker's own thread. `on_finished` of a speech is
    called when it was heard to its end or cannot be heard at all, and never
    when it was interrupted.
    """

    def __init__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str],
        outputs: Outputs = Outputs(),
        *,
        route: Route = "speaker",
        changed: Callable[[], None] = lambda: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Start *command* in *environment*; *changed* is called, on the speaker's thread, when `ready` is another."""
        self._command, self._environment, self._clock = tuple(command), dict(environment), clock
        self._outputs, self._route, self._changed = outputs, route, changed
        self._inbox: queue.SimpleQueue[_Heard | _Asked | None] = queue.SimpleQueue()
        self._active: Child | None = None
        self._spare: Child | None = None
        self._speech: Speech | None = None
        self._next: Speech | None = None
        self._generation = 0
        self._paused = False
        self._alive_at = 0.0
        self._played = 0
        self._deaths: deque[float] = deque(maxlen=_DEATHS)
        self._rest_until = 0.0
        self._startable = True
        self._ready = _UNKNOWN
        self._thread = threading.Thread(target=self._run, name="speaker", daemon=True)
        self._thread.start()

    @property
    def ready(self) -> Ready:
        """What the speaking child last said it can do."""
        return self._ready

    @property
    def pid(self) -> int | None:
        """The process that speaks now; None while there is none."""
        active = self._active
        return active.pid if active else None

    def say_soon(self, speech: Speech, words: Callable[[], tuple[Part, ...]]) -> None:
        """Say *words* as *speech*; they are asked on the speaker's thread, for they may take their time.

        Where they cannot be made, *speech* takes its turn all the same and is over at once: somebody waits for its end.
        """
        self._ask(lambda: self._make(speech, words))

    def say(self, speech: Speech) -> None:
        self._ask(lambda: self._say(speech))

    def silence(self) -> None:
        """Stop what is being said, final or not, and what waits behind it."""
        self._ask(self._silence)

    def pause(self) -> None:
        """Pause what is being said, or let it go on."""
        self._ask(self._pause)

    def set_gain(self, gain: float) -> None:
        self._ask(lambda: self._send(Loudness(gain)))

    def tone(self, kind: ToneKind, gain: float) -> None:
        self._ask(lambda: self._tone(Tone(kind, gain)))

    def switch(self, route: Route) -> None:
        """Be silent, and speak by *route* from now on."""
        self._ask(lambda: self._switch(route))

    def forget(self) -> None:
        """End the speaking process with all it knows and let the warm one take its place."""
        self._ask(self._forget)

    def close(self) -> None:
        """End both children; the speaker says nothing any more."""
        self._inbox.put(None)
        self._thread.join()

    def _ask(self, deed: Callable[[], None]) -> None:
        self._inbox.put(_Asked(deed))

    def _heard(self, child: Child, report: Report | None) -> None:
        self._inbox.put(_Heard(child, report))

    def _run(self) -> None:
        self._fill()
        while True:
            try:
                happened = self._inbox.get(timeout=self._patience())
            except queue.Empty:
                self._look()
                continue
            match happened:
                case None:
                    break
                case _Asked(deed):
                    _carry_out(deed)
                case _Heard(child, report):
                    self._take(child, report)
        for child in filter(None, (self._active, self._spare)):
            child.end()

    def _patience(self) -> float | None:
        """Return how long nothing needs looking at: for ever, while nothing is said and both children are well."""
        return _LOOK_SECONDS if self._speech or not (self._active and self._spare) else None

    def _fill(self) -> None:
        """Have one child that speaks and one that is warm, unless children have been dying one after another.

        The warm one starts when the other is ready: two starts at once would make the first word wait.
        """
        if self._clock() < self._rest_until:
            return
        if self._active is None and self._spare is not None:
            self._active, self._spare = self._spare, None
            self._wake(self._active)
        if self._active is None and (child := self._start()):
            self._active = child
            self._wake(child)
        if self._spare is None and self._active is not None and self._active.ready:
            self._spare = self._start()

    def _start(self) -> Child | None:
        try:
            child = Child(self._command, self._environment, self._heard)
        except OSError:
            self._startable = False
            self._rest()
            return None
        self._startable = True
        return child

    def _wake(self, child: Child) -> None:
        self._know(child.ready or self._ready)
        self._alive_at, self._played = self._clock(), 0
        child.send(Wake(self._outputs.headset, self._outputs.speaker, self._route))
        if self._speech is not None:
            self._send_speech(self._speech)

    def _make(self, speech: Speech, words: Callable[[], tuple[Part, ...]]) -> None:
        try:
            speech.parts = words()
        except Exception as crash:
            _log.error("voice.no_words", kind=type(crash).__name__)  # what it says may be about a person
        self._say(speech)

    def _say(self, speech: Speech) -> None:
        if self._speech is not None and self._speech.final:
            self._next = speech
            return
        self._begin(speech)

    def _begin(self, speech: Speech) -> None:
        self._generation += 1
        speech.generation = self._generation
        self._speech, self._next, self._paused = speech, None, False
        self._fill()
        if self._active is None and not self._startable:
            self._end_speech()
        elif self._active is not None and speech.tries == 0:
            self._send_speech(speech)

    def _send_speech(self, speech: Speech) -> None:
        speech.tries += 1
        speech.sent_from = speech.reached
        self._alive_at, self._played = self._clock(), 0
        self._send(Say(speech.generation, speech.parts[speech.reached :], speech.rate, speech.gain))

    def _end_speech(self) -> None:
        speech, self._speech = self._speech, None
        if speech is not None and speech.on_finished is not None:
            _carry_out(speech.on_finished)
        if self._speech is None and self._next is not None:
            self._begin(self._next)

    def _silence(self) -> None:
        self._speech = self._next = None
        self._paused = False
        self._send(Stop())

    def _pause(self) -> None:
        if self._speech is not None:
            self._paused = not self._paused
            self._alive_at = self._clock()
            self._send(Hold(self._paused))

    def _tone(self, tone: Tone) -> None:
        if tone.kind == "pin":
            self._speech = self._next = None
        self._fill()
        self._send(tone)

    def _switch(self, route: Route) -> None:
        if route == self._route:
            return
        self._route = route
        self._speech = self._next = None
        self._paused = False
        self._send(Switch(route))

    def _forget(self) -> None:
        self._speech = self._next = None
        self._paused = False
        self._end_active()
        self._fill()

    def _send(self, order: protocol.Order) -> None:
        if self._active is not None and not self._active.send(order):
            self._lose()

    def _end_active(self) -> None:
        active, self._active = self._active, None
        if active is not None:
            active.end()

    def _take(self, child: Child, report: Report | None) -> None:
        if isinstance(report, Ready):
            child.ready = report
        if child is self._spare and report is None:
            self._spare = None
            child.end()
            self._count_death()
        elif child is self._active:
            self._take_active(report)

    def _take_active(self, report: Report | None) -> None:
        match report:
            case None:
                self._lose()
            case Ready():
                self._alive_at = self._clock()
                self._know(report)
                self._fill()
            case Started(generation, part) if self._speech is not None and self._speech.generation == generation:
                self._speech.reached = self._speech.sent_from + part
            case Finished(generation) | Failed(generation) if self._is_current(generation):
                self._end_speech()
            case Pong():
                self._take_pong(report)

    def _is_current(self, generation: int) -> bool:
        return self._speech is not None and self._speech.generation == generation

    def _take_pong(self, pong: Pong) -> None:
        waits = self._paused or not pong.speaking or pong.waiting or self._ready.device != "ok"
        if pong.played != self._played or waits:
            self._alive_at, self._played = self._clock(), pong.played
        if self._speech is not None and not pong.speaking and not self._is_current(pong.generation):
            self._end_speech()

    def _look(self) -> None:
        """Ask for a sign of life while something is said; without one for too long, replace the child."""
        self._fill()
        if self._speech is None or self._active is None:
            return
        if self._clock() - self._alive_at > (_HUNG_SECONDS if self._active.ready else _START_SECONDS):
            self._lose()
        else:
            self._send(Ping())

    def _lose(self) -> None:
        """Give up the speaking child; say the cut sentence again unless it has cost two children."""
        self._count_death()
        self._end_active()
        if self._speech is not None and self._speech.tries >= _TRIES:
            self._end_speech()
        self._fill()

    def _count_death(self) -> None:
        self._deaths.append(self._clock())
        if len(self._deaths) == _DEATHS and self._clock() - self._deaths[0] < _DEATHS_WITHIN:
            self._rest()

    def _rest(self) -> None:
        self._rest_until = self._clock() + _REST_SECONDS * random.uniform(0.8, 1.2)  # noqa: S311  # jitter, no secret
        self._know(Ready("none", self._ready.device, mongolian=False))

    def _know(self, ready: Ready) -> None:
        """Take what a child can do; one that has not looked at the device yet finds it as the last one left it."""
        before = self._ready
        device = before.device if ready.device == "starting" else ready.device
        self._ready = Ready(ready.engine, device, ready.mongolian)
        if self._ready != before:
            _carry_out(self._changed)


def _carry_out(deed: Callable[[], None]) -> None:
    """Do *deed*; one that fails costs neither the kiosk its voice nor the thread that forgets what was said."""
    try:
        deed()
    except Exception as crash:
        _log.error("voice.deed_failed", kind=type(crash).__name__)  # what it says may be about a person
