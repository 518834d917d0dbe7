"""One thing after another through a voice: what is final is finished once, what was urged unless somebody acts.

Everything else is cut by what follows. It answers for knowing whether
something is being said now, since time-outs count from the end of speech. It
does not know what is said. What a voice tells of an utterance comes on the
voice's own thread: it is posted to the thread of the visit, and what belongs
to an older utterance changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from voices.voice import Utterance, Voice

Post = Callable[[Callable[[], None]], None]
LONGEST_SECONDS = 180
"""A voice that does not say within this that it is done is not waited for any more, until it does."""


def at_once(deed: Callable[[], None]) -> None:
    """Do *deed* here and now: the post of who has one thread."""
    deed()


class Mouth:
    """What is being said, and what waits behind it."""

    def __init__(self, voice: Voice, post: Post = at_once) -> None:
        self._voice, self._post = voice, post
        self._finals: tuple[Utterance, ...] = ()
        self._urged: tuple[Utterance, ...] = ()
        self._rest: tuple[Utterance, ...] = ()
        self._number = 0
        self._talks = self._is_final = self._is_urged = self._held = False
        self._is_deaf = False
        self._seconds = 0

    @property
    def talks(self) -> bool:
        """Say whether something can be heard now; what is paused cannot."""
        return self._talks and not self._held and not self._is_deaf

    def say(self, finals: Sequence[Utterance], rest: Sequence[Utterance], *, urged: Sequence[Utterance] = ()) -> None:
        """Say *finals* to their end, then *urged* unless somebody acts, then *rest*.

        They take the place of what is neither; what is said by the machine's own accord waits for the others' end.
        """
        if not finals and not urged and not rest:
            return
        self._finals, self._urged, self._rest = (*self._finals, *finals), (*self._urged, *urged), tuple(rest)
        was_held, self._held = self._held, False
        if not (self._talks and (self._is_final or self._is_urged)):
            self._next()
        elif was_held:
            self._voice.pause()

    def interrupt(self) -> None:
        """Stop what is being said, because somebody did something; what is final goes on."""
        self._urged = ()
        if self._talks and not self._is_final:
            self.silence()

    def silence(self) -> None:
        """Stop what is being said, final or not."""
        self.drop()
        self._voice.silence()

    def pause(self) -> None:
        """Hold what is being said; the second time, let it go on."""
        self._held = self._talks and not self._held
        self._voice.pause()

    def forget(self) -> None:
        self.drop()
        self._voice.forget()

    def tick(self) -> None:
        """Let a second pass."""
        if not self.talks:
            return
        self._seconds += 1
        if self._seconds > LONGEST_SECONDS:
            self._is_deaf = True
            self._next()

    def drop(self) -> None:
        """Wait for nothing that was being said: it is silent already."""
        self._finals = self._urged = self._rest = ()
        self._talks = self._is_final = self._is_urged = self._held = False
        self._number += 1

    def _next(self) -> None:
        self._is_final = bool(self._finals)
        self._is_urged = bool(self._urged) and not self._is_final
        if self._is_final:
            batch, self._finals = self._finals, ()
        elif self._is_urged:
            batch, self._urged = self._urged, ()
        else:
            batch, self._rest = self._rest, ()
        self._number += 1
        self._held = False  # what ended at the very moment it was held holds nothing after it
        self._talks, self._seconds, number = bool(batch), 0, self._number
        if batch:
            self._voice.say(batch, lambda: self._post(lambda: self._finished(number)))

    def _finished(self, number: int) -> None:
        self._is_deaf = False
        if number == self._number:
            self._next()
