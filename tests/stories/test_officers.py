"""An officer serves a citizen on real parts, with one reader and with two; cards go at awkward moments."""

from __future__ import annotations

import pytest

from devices.simulators.card.demo_pki import CardName
from kiosk.citizen import Citizen
from kiosk.pages.assisting import short_name
from kiosk.session.events import ConsentTicked, Continued, Finished
from kiosk.session.people import citizen_of, officer_of
from kiosk.session.states import AskingPin, Assisting, CardTrouble, Filling, Home, Idle, TakeCard
from tests.campaigns.traces import traces
from tests.devices.card.reader import READERS, wait_until_empty
from tests.stories.scene import LANGUAGES, Scene
from tests.stories.test_evidence import SERVICE, opened
from tests.stories.test_forget import found_in_files

WITH_A_FORM = "ubeg.idcard_order"


def type_pin(scene: Scene, card: CardName) -> None:
    scene.actor.wait_for(AskingPin)
    scene.actor.enter_pin(scene.stage.pin_of(card))


def officer_in(scene: Scene, *, beside: bool = False) -> None:
    scene.stage.insert("officer", beside=beside)
    type_pin(scene, "officer")
    scene.actor.wait_for(Assisting)


def take_card(scene: Scene) -> None:
    scene.stage.slot.remove()
    wait_until_empty(READERS[0])


def citizen_in(scene: Scene, card: CardName = "citizen") -> None:
    scene.stage.insert(card)
    type_pin(scene, card)
    scene.actor.wait_for(Home)


def served(scene: Scene, *, beside: bool) -> None:
    """Let an officer come, and then a citizen."""
    officer_in(scene, beside=beside)
    if not beside:
        take_card(scene)
        scene.actor.wait_until(lambda: scene.state == Assisting(officer(scene), card_in=False), "an empty reader")
    citizen_in(scene)


def officer(scene: Scene) -> Citizen:
    found = officer_of(scene.state)
    assert found is not None
    return found


def lines(scene: Scene, last: int) -> list[tuple[str, str, str]]:
    assert scene.kiosk.cabinet is not None
    return [(line.kind, line.actor, line.cause) for line in scene.kiosk.cabinet.trail.lines(last)]


@pytest.fixture(params=[False, True], ids=["one reader", "two readers"])
def beside(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


# --- a whole visit --------------------------------------------------------------


def test_an_assisted_request_names_both_in_the_request_on_the_screen_on_paper_and_in_the_audit(
    scene: Scene, beside: bool
) -> None:
    scene.stage.turn_link(up=True)
    scene.wait_for_link("")
    served(scene, beside=beside)
    name = short_name(officer(scene))
    for language in LANGUAGES:
        assert scene.screen.banner is not None
        assert scene.words(language).text(scene.screen.banner.words).endswith(scene.words(language).text(name))

    done = scene.hand_in(SERVICE)

    assert done.standing == "accepted"
    request = opened(scene, done.queued.number)
    assert request.citizen is not None
    assert request.assisted_by is not None
    assert request.proof is not None
    assert request.assisted_proof is not None
    assert (request.citizen.given, request.assisted_by.given) == ("Бат-Эрдэнэ", "Номин")  # invented
    assert request.proof.certificate != request.assisted_proof.certificate
    assert done.queued.assisted_by == "П. Номин"
    kept = [line for line in lines(scene, 12) if line[0] in ("request.handed_in", "request.assisted")][-2:]
    assert kept == [("request.handed_in", "citizen", "consent"), ("request.assisted", "officer", "consent")]
    logins = [line for line in lines(scene, 12) if line[0] == "login.accepted"][-2:]
    assert logins == [("login.accepted", "officer", ""), ("login.accepted", "citizen", "assisted")]


def test_with_one_reader_the_officer_is_forgotten_with_the_citizen(scene: Scene) -> None:
    served(scene, beside=False)

    scene.stage.slot.remove()

    scene.actor.wait_for(Idle)
    scene.log_in("second")
    assert officer_of(scene.state) is None


def test_with_two_readers_the_next_citizen_is_served_without_the_officers_pin(scene: Scene) -> None:
    served(scene, beside=True)
    first = officer(scene)
    scene.stage.slot.remove()
    scene.actor.wait_for(Assisting)
    wait_until_empty(READERS[0])

    citizen_in(scene, "second")

    assert officer(scene) == first
    assert citizen_of(scene.state) != first


def secrets_of(scene: Scene, card: CardName) -> tuple[str, ...]:
    held = scene.stage.setting.pki.card(card)
    return (held.given_name, held.regnum, held.pin)


def test_after_an_assisted_visit_nothing_of_either_is_left(scene: Scene) -> None:
    scene.glass.visit.press_key("voice")
    served(scene, beside=False)
    assert scene.hand_in().paper == "printed"
    secrets = (*secrets_of(scene, "officer"), *secrets_of(scene, "citizen"))
    assert all(traces(scene.kiosk, (secret,)) for secret in secrets if secret.isalpha())

    scene.take_cards()
    scene.actor.wait_for(Idle)

    assert traces(scene.kiosk, secrets) == ()
    assert traces(scene.glass, secrets) == ()
    assert scene.voice.transcript == []
    assert found_in_files(scene.stage.setting.state.root, secrets) == []


def test_beside_an_officer_who_stays_nothing_of_the_citizen_is_left(scene: Scene) -> None:
    served(scene, beside=True)
    assert traces(scene.kiosk, secrets_of(scene, "citizen")[:1])
    scene.stage.slot.remove()
    scene.actor.wait_for(Assisting)
    wait_until_empty(READERS[0])

    assert traces(scene.kiosk, secrets_of(scene, "citizen")) == ()
    assert traces(scene.kiosk, secrets_of(scene, "officer")[:1])

    scene.stage.second_slot.remove()
    scene.actor.wait_for(Idle)
    assert traces(scene.kiosk, secrets_of(scene, "officer")) == ()


# --- cards that go at awkward moments -------------------------------------------


@pytest.mark.parametrize("moment", ["waiting", "pin", "home", "form", "review"])
def test_an_officers_card_that_is_pulled_beside_ends_it_at_once(scene: Scene, moment: str) -> None:
    before = scene.numbers()
    officer_in(scene, beside=True)
    reach(scene, moment)

    scene.stage.second_slot.remove()

    scene.actor.wait_for(Idle if moment == "waiting" else TakeCard)
    assert officer_of(scene.state) is None
    assert scene.numbers() == before
    scene.take_cards()
    scene.actor.wait_for(Idle)


@pytest.mark.parametrize("moment", ["pin", "home", "form", "review"])
def test_the_citizens_card_that_is_pulled_ends_the_citizens_part_at_once(
    scene: Scene, moment: str, beside: bool
) -> None:
    before = scene.numbers()
    officer_in(scene, beside=beside)
    if not beside:
        take_card(scene)
    reach(scene, moment)

    scene.stage.slot.remove()

    scene.actor.wait_for(Assisting if beside else Idle)
    assert citizen_of(scene.state) is None
    assert scene.numbers() == before


def reach(scene: Scene, moment: str) -> None:
    """Let a citizen come as far as *moment*."""
    if moment == "waiting":
        return
    scene.stage.insert("citizen")
    scene.actor.wait_for(AskingPin)
    if moment == "pin":
        scene.press_pin("123")
        return
    type_pin(scene, "citizen")
    scene.actor.wait_for(Home)
    if moment == "form":
        scene.open_service(WITH_A_FORM)
        scene.actor.do(Continued())
        scene.actor.wait_for(Filling)
    if moment == "review":
        scene.review()
        scene.actor.do(ConsentTicked())


def test_a_citizens_card_that_was_in_before_the_officers_is_asked_for_its_pin_afterwards(scene: Scene) -> None:
    scene.stage.insert("citizen")
    scene.actor.wait_for(AskingPin)
    scene.press_pin("12")

    scene.stage.insert("officer", beside=True)
    scene.actor.wait_until(lambda: isinstance(scene.state, AskingPin) and scene.state.beside, "the officer's PIN")
    assert scene.state == AskingPin(3, beside=True, shortest=6)
    scene.actor.enter_pin(scene.stage.pin_of("officer"))

    scene.actor.wait_until(lambda: isinstance(scene.state, AskingPin) and not scene.state.beside, "the citizen's PIN")
    assert officer(scene).given_name == "Номин"
    scene.actor.enter_pin(scene.stage.pin_of("citizen"))
    scene.actor.wait_for(Home)


def test_an_officer_who_leaves_their_card_in_one_reader_serves_nobody_with_it(scene: Scene) -> None:
    officer_in(scene)
    scene.glass.let_pass(61)

    scene.actor.wait_for(TakeCard)
    assert officer_of(scene.state) is None


# --- cards that are not for this ------------------------------------------------


@pytest.mark.parametrize(("card", "fault"), [("officer", "ROLE-01"), ("technician", "ROLE-02")])
def test_a_staff_card_is_no_citizens(scene: Scene, card: CardName, fault: str, beside: bool) -> None:
    officer_in(scene, beside=beside)
    if not beside:
        take_card(scene)
    scene.stage.insert(card)
    type_pin(scene, card)

    scene.actor.wait_for(CardTrouble)
    assert scene.refused() == fault
    scene.stage.slot.remove()
    scene.actor.wait_for(Assisting if beside else Idle)


@pytest.mark.parametrize("card", ["citizen", "technician"])
def test_only_an_officers_card_counts_in_the_second_reader(scene: Scene, card: CardName) -> None:
    scene.stage.insert(card, beside=True)
    type_pin(scene, card)

    scene.actor.wait_for(CardTrouble)
    assert scene.refused() == "ROLE-03"
    scene.stage.second_slot.remove()
    scene.actor.wait_for(Idle)


def test_a_card_left_in_the_second_reader_stands_in_nobodys_way(scene: Scene) -> None:
    scene.stage.insert("citizen", beside=True)
    type_pin(scene, "citizen")
    scene.actor.wait_for(CardTrouble)

    scene.actor.do(Finished())

    scene.actor.wait_for(Idle)
    scene.log_in("second")
