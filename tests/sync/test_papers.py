"""What is unknown about a paper is said to be unknown."""

from __future__ import annotations

import pytest

from sync.papers import PaperError, Papers
from tests.sync.parts import Kiosk, hand_in


@pytest.fixture
def papers(kiosk: Kiosk) -> Papers:
    return Papers(kiosk.store, kiosk.clock)


def test_a_paper_goes_from_intended_to_taken(kiosk: Kiosk, papers: Papers) -> None:
    job = kiosk.outbox.hand_in(hand_in()).job_id
    papers.sent(job)
    for verdict in ("printed", "presented", "taken"):
        papers.settled(job, verdict)

    paper = papers.find(job)
    assert paper is not None
    assert paper.state == "taken"
    assert papers.unsettled() == ()


def test_what_was_being_sent_when_the_power_went_is_unknown(kiosk: Kiosk, papers: Papers) -> None:
    sent, intended = (kiosk.outbox.hand_in(hand_in()).job_id for _ in range(2))
    papers.sent(sent)

    assert papers.recover() == (sent,)
    assert papers.recover() == ()
    states = {paper.job_id: (paper.state, paper.reason) for paper in papers.unsettled()}
    assert states == {sent: ("unknown", "restart"), intended: ("intended", None)}


def test_a_copy_has_the_same_number_and_counts_up(kiosk: Kiosk, papers: Papers) -> None:
    receipt = kiosk.outbox.hand_in(hand_in())
    first = papers.copy(receipt.job_id)
    papers.copy(first)

    assert [(paper.number, paper.copy) for paper in papers.of_receipt(receipt.number)] == [
        (receipt.number, 0),
        (receipt.number, 1),
        (receipt.number, 2),
    ]


def test_a_paper_that_did_not_come_out_is_printed_again_and_is_no_copy(kiosk: Kiosk, papers: Papers) -> None:
    receipt = kiosk.outbox.hand_in(hand_in())
    papers.sent(receipt.job_id)
    papers.settled(receipt.job_id, "failed", "paper_out")

    second = papers.again(receipt.job_id)
    papers.settled(second, "failed", "cover_open")
    third = papers.again(second)
    papers.sent(third)
    papers.settled(third, "unknown")
    copy = papers.copy(third)

    kept = [(paper.job_id, paper.copy, paper.state, paper.reason) for paper in papers.of_receipt(receipt.number)]
    assert kept == [
        (receipt.job_id, 0, "failed", "paper_out"),
        (second, 0, "failed", "cover_open"),
        (third, 0, "unknown", None),
        (copy, 1, "intended", None),
    ]
    assert {paper.kind for paper in papers.of_receipt(receipt.number)} == {"slip"}


@pytest.mark.parametrize("state", ["sent", "printed", "unknown", "taken"])
def test_a_paper_that_may_have_come_out_is_never_printed_again_as_if_it_had_not(
    kiosk: Kiosk, papers: Papers, state: str
) -> None:
    job = kiosk.outbox.hand_in(hand_in()).job_id
    papers.sent(job)
    if state != "sent":
        papers.settled(job, state)

    with pytest.raises(PaperError):
        papers.again(job)

    assert len(papers.unsettled()) == (state in ("sent", "unknown"))


def test_a_paper_that_was_never_sent_gives_way_to_the_next(kiosk: Kiosk, papers: Papers) -> None:
    job = kiosk.outbox.hand_in(hand_in()).job_id

    again = papers.again(job)

    assert [paper.job_id for paper in papers.unsettled()] == [again]


def test_a_paper_is_never_sent_twice(kiosk: Kiosk, papers: Papers) -> None:
    job = kiosk.outbox.hand_in(hand_in()).job_id
    papers.sent(job)

    with pytest.raises(PaperError):
        papers.sent(job)


@pytest.mark.parametrize("verdict", ["intended", "sent", "eaten", "presented"])
def test_a_taken_paper_never_goes_back(kiosk: Kiosk, papers: Papers, verdict: str) -> None:
    job = kiosk.outbox.hand_in(hand_in()).job_id
    papers.sent(job)
    papers.settled(job, "taken")

    with pytest.raises(PaperError):
        papers.settled(job, verdict)


def test_the_same_verdict_twice_is_the_same_verdict(kiosk: Kiosk, papers: Papers) -> None:
    job = kiosk.outbox.hand_in(hand_in()).job_id
    papers.sent(job)
    papers.settled(job, "failed", "paper_out")
    papers.settled(job, "failed", "paper_out")

    assert papers.find(job) == papers.unsettled()[0] if papers.unsettled() else papers.find(job)


def test_a_job_nobody_intended_is_refused(papers: Papers) -> None:
    for deed in (papers.sent, papers.copy, papers.again, lambda job: papers.settled(job, "printed")):
        with pytest.raises(PaperError):
            deed("no such job")


def test_the_paper_that_may_be_in_the_jaws_is_the_last_one_that_came_out(kiosk: Kiosk, papers: Papers) -> None:
    first, second, meant = (kiosk.outbox.hand_in(hand_in()).job_id for _ in range(3))
    assert papers.held() is None
    papers.sent(first)
    papers.settled(first, "printed", "not_confirmed")
    assert papers.held() == first
    papers.sent(second)
    papers.settled(second, "printed")
    papers.settled(second, "presented")

    assert papers.held() == second
    papers.settled(second, "retracted")
    assert papers.held() == first
    assert meant not in (papers.held(),)


def test_a_paper_that_was_leaving_when_the_power_went_is_the_one_in_the_jaws(kiosk: Kiosk, papers: Papers) -> None:
    before, leaving, at_the_office = (kiosk.outbox.hand_in(hand_in()).job_id for _ in range(3))
    for state in ("printed", "presented"):
        kiosk.clock.forward(1)
        papers.settled(before, state)
    kiosk.clock.forward(1)
    papers.sent(leaving)
    kiosk.clock.forward(1)
    papers.recover()
    papers.settled(at_the_office, "printed", "not_confirmed")

    assert papers.held() == leaving
    papers.settled(leaving, "retracted")
    assert papers.held() == before
