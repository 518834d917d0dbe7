"""A contact that bounces: a headset is in once it stayed in, and out at the very moment the contact opens."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from devices.headset.settling import STEADY_SECONDS, Settling


class Contact:
    """A contact, and everything that counted of it with the millisecond it was told."""

    def __init__(self, *, inserted: bool = False) -> None:
        self.now = 0
        self.settling = Settling(lambda: self.now, STEADY)
        self.settling.begin(inserted=inserted)
        self.told: list[tuple[int, bool]] = []

    def move(self, *, inserted: bool) -> None:
        self._note(self.settling.take(inserted=inserted))

    def wait(self, milliseconds: int) -> None:
        """Let time pass, looking whenever the contact asks for it, as its thread does."""
        end = self.now + milliseconds
        while (due := self.settling.patience()) is not None and self.now + round(due) <= end:
            self.now += round(due)
            self._note(self.settling.settled())
        self.now = end

    def _note(self, moved: bool | None) -> None:
        if moved is not None:
            self.told.append((self.now, moved))


STEADY = round(STEADY_SECONDS * 1000)
MOVES = st.lists(st.tuples(st.booleans(), st.integers(0, 250)), max_size=40)


def test_a_plug_that_bounces_for_eighty_milliseconds_is_in_once() -> None:
    contact = Contact()
    for inserted in (True, False, True, False, True):
        contact.move(inserted=inserted)
        contact.wait(20)
    contact.wait(1000)

    assert contact.told == [(80 + STEADY, True)]


@given(MOVES)
def test_in_counts_when_it_stayed_and_out_at_once(moves: list[tuple[bool, int]]) -> None:
    contact, stands, since = Contact(), False, 0
    for inserted, pause in moves:
        if inserted != stands:
            stands, since = inserted, contact.now
        known = len(contact.told)
        contact.move(inserted=inserted)
        assert inserted or not (contact.told and contact.told[-1][1]), "out was waited for"
        contact.wait(pause)
        for moment, moved in contact.told[known:]:
            assert moved == stands
            assert moment == (since + STEADY if moved else since)
        is_in = bool(contact.told) and contact.told[-1][1]
        assert is_in == (stands and contact.now - since >= STEADY)


@given(MOVES)
def test_nothing_is_told_twice_and_the_first_thing_is_news(moves: list[tuple[bool, int]]) -> None:
    for begins in (False, True):
        contact = Contact(inserted=begins)
        for inserted, pause in moves:
            contact.move(inserted=inserted)
            contact.wait(pause)
        before = [begins, *(moved for _, moved in contact.told)]
        assert all(one != other for one, other in pairwise(before))
