"""What may be said where others hear it, and what is said in the place of everything else.

The mark of each wording decides, not who speaks it: into the ears of one person
everything is said; into the room what is open, what the citizen has let the
loudspeaker say, and never what stands on the card.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from config.words import Argument, Bilingual, Phrase, Secrecy, Verbatim, Wording, of_card, phrase, secrecy_of
from kiosk.citizen import Citizen

EXPLAINED: dict[Secrecy, str] = {"personal": "say-private", "card": "say-private-card"}
NAMED = phrase("say-private-word")


@dataclass(frozen=True)
class Listeners:
    """Who hears what is said now: the citizen alone (`alone`), or everybody, who may hear more where they let it."""

    alone: bool = False
    aloud: bool = False

    def may_hear(self, secrecy: Secrecy) -> bool:
        """Say whether what is as secret as *secrecy* may be said to them."""
        return self.alone or secrecy == "open" or (self.aloud and secrecy == "personal")


def fit_to_hear(wordings: Iterable[Wording], listeners: Listeners, *, explained: bool = False) -> Iterator[Wording]:
    """Yield *wordings*, those that *listeners* may not hear replaced: each by its own words, a run of them by one.

    Several in a row that have the same words for it are replaced by them once. Where a run has none, the first says
    why, and where it can be heard; where that is *explained* already, only that it is private.
    """
    hidden, said = False, ""
    for wording in wordings:
        secrecy, before, said = secrecy_of(wording), said, ""
        if listeners.may_hear(secrecy):
            hidden = False
            yield wording
        elif isinstance(wording, Phrase) and wording.instead:
            hidden, said = False, wording.instead
            if said != before:
                yield phrase(said)
        elif not hidden:
            yield NAMED if explained else phrase(EXPLAINED[secrecy])
            hidden = explained = True


def naming(citizen: Citizen | None, lines: Iterable[Wording]) -> tuple[Wording, ...]:
    """Return the *lines* of a paper, those marked as of the card that hold what stands on the card of *citizen*."""
    written = () if citizen is None else (citizen.given_name, citizen.family_name, citizen.regnum, citizen.number)
    known = tuple(word.casefold() for word in written if word)
    return tuple(of_card(line) if any(word in _text(line) for word in known) else line for line in lines)


def _text(wording: Argument) -> str:
    match wording:
        case Verbatim(text):
            return text.casefold()
        case Bilingual(mn, en):
            return f"{mn} {en}".casefold()
        case Phrase(_, args):
            return " ".join(_text(value) for _, value in args)
        case _:
            return str(wording).casefold()
