"""Checking a paper without a card: judged offline, said in plain words, and nothing of it is left for the next one."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from config.catalogue import Text
from config.settings import Machine, MachinePart
from devices.card.moment import Moment
from kiosk.desks.verifier import VerifierDesk
from kiosk.pages.blocks import Answers, Note
from kiosk.session.codes import CodeChecked, PaperCheckWanted
from kiosk.session.covers import Helping, IdleAsked
from kiosk.session.events import CardCame, Continued, HelpWanted, WentBack
from kiosk.session.states import (
    AskingPin,
    CheckingPaper,
    Idle,
)
from sync.certificates.finding import UNREADABLE, Finding
from sync.certificates.issuers import KnownIssuers
from sync.documents import sign_document
from sync.numbers import as_code
from sync.seal import key_id
from tests.kiosk.crew import Kiosk, said
from tests.kiosk.findings import VERDICTS, checkings, found
from tests.kiosk.house import a_house, words
from tests.kiosk.test_slips import CLAIMS, PAPER, PLATFORM, signer
from tests.sync.certificates.makers import CSCA, NOW, PERSON, RECOVERY, SIGNER, claims, cose, hc1, known, vdsnc

CODE = "HC1:6BF+70790T9WJWG.FKY*4GO0"


def types(kiosk: Kiosk, text: str) -> None:
    """Let the code reader type *text*, and its Enter."""
    for letter in text + "\r":
        kiosk.clock.seconds += 0.005
        assert kiosk.visit.take_letter(letter), "a character of the code went elsewhere"


def checking() -> Kiosk:
    kiosk = Kiosk()
    kiosk.touch(PaperCheckWanted())
    return kiosk


def checked(finding: Finding) -> Kiosk:
    kiosk = checking()
    types(kiosk, CODE)
    kiosk.verifier.replies[-1](CodeChecked(finding))
    return kiosk


def test_a_paper_is_checked_from_the_first_page_without_a_card_and_without_a_touch():
    kiosk = Kiosk()
    kiosk.walk_to(PaperCheckWanted())
    assert kiosk.state == CheckingPaper()
    types(kiosk, CODE)
    kiosk.verifier.replies[-1](CodeChecked(found()))
    kiosk.walk_to(Continued())
    assert kiosk.state == CheckingPaper()
    kiosk.keys("back")
    assert kiosk.state == Idle()


def test_a_code_under_the_reader_on_the_first_page_is_enough():
    kiosk = Kiosk()
    types(kiosk, CODE)
    assert kiosk.verifier.seen == [CODE.encode()]
    assert kiosk.state == CheckingPaper()


def test_the_number_of_a_receipt_begins_with_a_digit_and_is_read_all_the_same():
    kiosk = checking()
    types(kiosk, "017-04826-93")
    assert kiosk.verifier.seen == [b"017-04826-93"]


def test_the_verdict_and_what_to_do_next_are_spoken():
    kiosk = checking()
    kiosk.keys("down")
    types(kiosk, CODE)
    kiosk.verifier.replies[-1](CodeChecked(Finding("altered")))

    assert words("mn").text(kiosk.visit.screen.page.title) in said(kiosk)
    assert "найдаарай" in said(kiosk)


def test_several_papers_one_after_another_leave_nothing_of_the_one_before():
    kiosk = checked(found())
    shown, voice = kiosk.glass.forgotten, kiosk.voice.forgotten
    turn = kiosk.visit.seat.turn

    types(kiosk, "EMN1:ABCDEFG")

    assert kiosk.state == CheckingPaper()
    assert (kiosk.glass.forgotten, kiosk.voice.forgotten) == (shown + 1, voice + 1)
    assert kiosk.visit.seat.turn.visit == turn.visit
    assert "Дорж" not in repr(kiosk.glass.shown)
    assert not any(kiosk.visit._secrets.wedge._typed)


def test_the_language_a_person_chose_stays_from_paper_to_paper():
    kiosk = checking()
    kiosk.touch(next(key.action.deed for key in kiosk.visit.screen.footer if key.name == "language"))
    types(kiosk, CODE)
    assert kiosk.visit.seat.presentation.language == "en"


@pytest.mark.parametrize("end", ["back", "time", "card"])
def test_whatever_ends_it_nothing_is_left(end: str):
    kiosk = checked(found())
    forgotten = kiosk.voice.forgotten
    match end:
        case "back":
            kiosk.touch(WentBack())
        case "time":
            kiosk.wait(600)
        case _:
            kiosk.visit.report(CardCame(3))

    assert isinstance(kiosk.state, AskingPin if end == "card" else Idle)
    assert kiosk.voice.forgotten > forgotten
    assert "Дорж" not in str(kiosk.visit.seat)
    assert not any(kiosk.visit._secrets.wedge._typed)
    assert not [note for note in kiosk.drawer.notes if "paper" in note.kind]


@pytest.mark.parametrize("covered", ["help", "idle question"])
def test_a_paper_held_there_under_another_page_is_seen_at_once(covered: str):
    kiosk = checked(found())
    if covered == "help":
        kiosk.touch(HelpWanted())
        assert isinstance(kiosk.state, Helping)
    else:
        while not isinstance(kiosk.state, IdleAsked):
            kiosk.wait(1)

    types(kiosk, CODE)
    kiosk.verifier.replies[-1](CodeChecked(Finding("altered")))

    assert kiosk.state == CheckingPaper(Finding("altered"))


def test_something_else_under_the_reader_is_unreadable():
    kiosk = checked(found())
    for letter in "https://example.mn":
        kiosk.clock.seconds += 0.005
        kiosk.visit.take_letter(letter)
    kiosk.wait(2)
    assert kiosk.state == CheckingPaper(UNREADABLE)


def test_a_code_on_a_page_that_wants_none_changes_nothing_and_is_wiped():
    kiosk = Kiosk()
    kiosk.visit.report(CardCame(3))
    before = kiosk.state
    types(kiosk, CODE)
    assert kiosk.state == before
    assert kiosk.verifier.seen == []
    assert not any(kiosk.visit._secrets.wedge._typed)


def test_every_verdict_has_a_sign_words_and_a_next_step_and_green_is_only_for_the_good():
    for state in checkings():
        kiosk = checking()
        if state.finding is None:
            continue
        kiosk.visit.take(CodeChecked(state.finding, state.dated), kiosk.visit.seat.turn)
        page = kiosk.visit.screen.page
        assert page.mark is not None
        notes = [block for block in page.blocks if isinstance(block, Note)]
        assert len(notes) >= 2
        good = state.finding.verdict == "verified" and state.finding.said.result in ("", "not_detected")
        assert (page.mark[0] == "ok") == (good and not state.finding.sample)
    assert len(VERDICTS) == 7


def test_a_paper_that_is_not_genuine_shows_nothing_of_itself():
    for verdict in ("altered", "unknownissuer", "unreadable"):
        page = checked(Finding(verdict)).visit.screen.page  # type: ignore[arg-type]  # they are verdicts
        assert not [block for block in page.blocks if isinstance(block, Answers)]


# --- the desk, with the real judge ----------------------------------------------


@dataclass
class Shelf:
    """What a kiosk carries."""

    issuers: KnownIssuers = field(default_factory=lambda: known(SIGNER, authorities=(CSCA,)))
    keys: Any = None


def judged(code: str, shelf: Shelf | None = None, *, certain: bool = True, at: datetime = NOW) -> CodeChecked:
    answers: list[Any] = []
    buffer = bytearray(code.encode())
    VerifierDesk(lambda: shelf or Shelf(), lambda: Moment(at, certain)).check(buffer, answers.append)  # type: ignore[arg-type,return-value]  # a shelf is a stock
    assert not any(buffer), "the code was not wiped"
    [answer] = answers
    return answer


def test_the_desk_judges_all_four_kinds_with_what_the_kiosk_carries():
    assert judged(hc1(cose(claims()))).finding.verdict == "verified"
    assert judged(vdsnc()).finding.verdict == "verified"
    for number in ("017-04826-42", as_code("017-04826-42")):
        assert (judged(number).finding.kind, judged(number).finding.number) == ("number", "017-04826-42")
    assert judged("017-04826-43").finding == UNREADABLE


def test_the_desk_knows_our_own_papers_by_the_platforms_keys():
    raw = PLATFORM.public_key().public_bytes_raw()
    published = SimpleNamespace(revoked=())
    keys = SimpleNamespace(documents={key_id(raw): PLATFORM.public_key()}, verify=(raw,), published=published)
    at = datetime(2026, 11, 22, 9, 4, tzinfo=UTC)

    slip = judged(signer().code(PAPER), Shelf(keys=keys), at=at).finding
    reference = judged(sign_document(CLAIMS, PLATFORM), Shelf(keys=keys), at=at).finding
    stranger = judged(sign_document(CLAIMS, Ed25519PrivateKey.generate()), Shelf(keys=keys), at=at).finding

    assert (slip.verdict, slip.kind, slip.issuer.en) == ("verified", "slip", "017")
    assert (reference.verdict, reference.kind) == ("verified", "reference")
    assert stranger == Finding("unknownissuer")
    assert judged(signer().code(PAPER), at=at).finding == Finding("unknownissuer")


@pytest.mark.parametrize(
    "payload",
    [
        claims(expires=datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)),
        claims({"r": [{**RECOVERY["r"][0], "du": "9999-12-31"}]}, expires=datetime(9999, 12, 31, tzinfo=UTC)),
        {**claims(), 4: -62135596800},
    ],
    ids=["for ever", "recovered for ever", "from the first of all days"],
)
def test_a_certificate_up_to_the_end_of_all_days_is_shown_like_any_other(payload: dict[Any, Any]):
    finding = judged(hc1(cose(payload))).finding
    page = checked(finding).visit.screen.page

    assert finding.verdict in ("verified", "expired")
    assert [block for block in page.blocks if isinstance(block, Answers)]


def test_whatever_goes_wrong_in_judging_is_a_paper_that_cannot_be_read_and_says_nothing_of_it(
    capsys: pytest.CaptureFixture[str],
):
    class Broken(KnownIssuers):
        """A list that falls over."""

        @property
        def signers(self) -> Any:
            raise RuntimeError(PERSON["fn"])

    assert judged(hc1(cose(claims())), Shelf(issuers=object.__new__(Broken))).finding == UNREADABLE
    assert PERSON["fn"] not in "".join(capsys.readouterr())


def test_a_machine_that_is_not_sure_of_the_day_says_so():
    answer = judged(hc1(cose(claims())), certain=False)
    kiosk = checking()
    kiosk.visit.take(answer, kiosk.visit.seat.turn)

    notes = [words("en").text(block.words) for block in kiosk.visit.screen.page.blocks if isinstance(block, Note)]
    assert any("not sure of today" in note for note in notes)


def test_where_the_code_reader_is_stands_on_the_page_and_is_spoken_where_the_site_file_says_so():
    reader = MachinePart(
        name="code_reader",
        x_mm=10,
        y_mm=10,
        width_mm=50,
        height_mm=50,
        where=Text(mn="Код уншигч баруун гар талд бий", en="The code reader is on the right"),
        shape=Text(mn="Дугуй шил", en="A round glass"),
    )
    house = a_house()
    settings = msgspec.structs.replace(house.settings, machine=Machine(parts=(reader,)))
    kiosk = Kiosk(replace(house, settings=settings))
    kiosk.touch(PaperCheckWanted())
    kiosk.keys("down")

    assert "Код уншигч баруун гар талд бий" in said(kiosk)
    assert "Дугуй шил" in said(kiosk)
