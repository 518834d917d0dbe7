"""A request can only go where its life leads, whoever pushes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import get_args

from hypothesis import given, settings
from hypothesis import strategies as st

from sync.gateway.agencies.life import (
    Claim,
    Deed,
    Extend,
    GiveBack,
    HandOver,
    Life,
    Notify,
    Receive,
    Refusal,
    Refused,
    Reject,
    Resolve,
    RunOver,
    advance,
)

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
DUE = NOW + timedelta(days=30)
HOUR = timedelta(hours=1)
ORDER = {"submitted": 0, "received": 1, "in_work": 2, "resolved": 3, "rejected": 3, "notified": 4}

moments = st.integers(0, 40 * 24).map(lambda hours: NOW + hours * HOUR)
tokens = st.sampled_from(("a" * 32, "b" * 32))
deeds: st.SearchStrategy[Deed] = st.one_of(
    st.builds(Receive, due=st.just(DUE), extendable=st.booleans()),
    st.builds(lambda token, at: Claim(token, at, at + HOUR), tokens, moments),
    st.builds(GiveBack, st.none() | tokens, moments),
    st.builds(Resolve, st.just("decision.granted"), st.none() | tokens, moments),
    st.builds(Reject, st.just("decision.declined"), st.none() | tokens, moments),
    st.builds(HandOver, st.sampled_from(("registry.later", "registry.by_hand"))),
    st.builds(lambda at: Extend(DUE + timedelta(days=30), at), moments),
    st.builds(RunOver, moments),
    st.just(Notify()),
)


def sure(life: Life | Refused) -> Life:
    assert isinstance(life, Life), life
    return life


def received(*, extendable: bool = True) -> Life:
    return sure(advance(Life(), Receive(DUE, extendable)))


def claimed() -> Life:
    return sure(advance(received(), Claim("a" * 32, NOW, NOW + HOUR)))


def code(life: Life | Refused) -> str:
    assert isinstance(life, Refused), life
    return life.code


@settings(max_examples=400, deadline=None)
@given(st.lists(deeds, max_size=25))
def test_nothing_moves_backwards_but_what_is_given_back_and_what_is_closed_stays_closed(done: list[Deed]) -> None:
    life, extensions = Life(), 0
    for deed in done:
        after = advance(life, deed)
        if isinstance(after, Refused):
            assert after.code in get_args(Refusal)
            continue
        assert ORDER[after.stage] >= ORDER[life.stage] or isinstance(deed, GiveBack)
        assert life.stage not in ("resolved", "rejected") or isinstance(deed, Notify)
        assert life.stage != "notified"
        assert (after.stage == "in_work") == (after.lease is not None)
        extensions += isinstance(deed, Extend)
        life = after
    assert extensions <= 1


def test_what_one_works_on_nobody_else_decides() -> None:
    life = claimed()

    assert code(advance(life, Claim("b" * 32, NOW, NOW + HOUR))) == "claimed"
    assert code(advance(life, Resolve("decision.granted", "b" * 32, NOW))) == "not_claimed"
    assert code(advance(life, Resolve("reference.ready", None, NOW))) == "not_claimed"
    assert code(advance(life, GiveBack("b" * 32, NOW))) == "not_claimed"
    assert sure(advance(life, Resolve("decision.granted", "a" * 32, NOW, "12/7"))).reference == "12/7"


def test_a_lease_that_is_over_is_nobodys() -> None:
    life, later = claimed(), NOW + HOUR

    assert code(advance(life, Resolve("decision.granted", "a" * 32, later))) == "not_claimed"
    assert sure(advance(life, GiveBack(None, later))).stage == "received"
    assert sure(advance(life, Claim("b" * 32, later, later + HOUR))).lease is not None
    assert code(advance(life, GiveBack(None, NOW))) == "not_claimed"


def test_the_longer_term_is_for_petitions_once_and_in_time() -> None:
    until = DUE + timedelta(days=30)
    longer = sure(advance(received(), Extend(until, NOW)))

    assert (longer.due, longer.extended) == (until, True)
    assert code(advance(longer, Extend(until, NOW))) == "extended"
    assert code(advance(received(extendable=False), Extend(until, NOW))) == "no_extension"
    assert code(advance(received(), Extend(until, DUE))) == "overdue"


def test_late_is_said_when_it_is_and_once() -> None:
    assert code(advance(received(), RunOver(DUE - HOUR))) == "not_due"
    late = sure(advance(received(), RunOver(DUE)))

    assert late.overdue
    assert code(advance(late, RunOver(DUE))) == "overdue"
    assert sure(advance(late, Claim("a" * 32, DUE, DUE + HOUR))).overdue
