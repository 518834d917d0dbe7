"""Every fault can be said: to the citizen, to the technician, in both languages, in short sentences."""

import re
from pathlib import Path
from typing import get_args, get_type_hints

import pytest

from config.fluent import Words
from config.publication import Reason
from devices.card.events import CardUnreadable, ReaderLost, Refusal
from devices.card.usb import Absence
from devices.keypad.station import PadTrouble
from devices.printer.render import FaultKind
from devices.printer.status import Trouble
from kiosk.faults import (
    CARD_FAULTS,
    CATALOGUE_FAULTS,
    FAULTS,
    KEYPAD_FAULTS,
    PRINTER_FAULTS,
    READER_FAULTS,
    STORE_FAULTS,
    handbook,
)
from sync import outbox, store

WORDS = {"mn": Words.load("mn"), "en": Words.load("en")}
HANDBOOK = Path(__file__).parents[2] / "docs" / "faults.md"
MAPS = (CARD_FAULTS, CATALOGUE_FAULTS, KEYPAD_FAULTS, PRINTER_FAULTS, READER_FAULTS, STORE_FAULTS)
everywhere = pytest.mark.parametrize("fault", FAULTS.values(), ids=lambda fault: fault.code)


@everywhere
@pytest.mark.parametrize("words", WORDS.values(), ids=WORDS)
def test_every_fault_has_all_its_words(fault, words):
    for wording in (fault.citizen, fault.short, fault.technician, fault.next_step):
        assert words.text(wording)
        assert words.say(wording)


@everywhere
@pytest.mark.parametrize("words", WORDS.values(), ids=WORDS)
def test_a_citizen_reads_sentences_of_twelve_words_at_most(fault, words):
    for text in (words.text(fault.citizen), words.say(fault.citizen), words.text(fault.short)):
        assert all(len(sentence.split()) <= 12 for sentence in re.split(r"[.?:]", text)), text


@everywhere
def test_a_citizen_is_told_what_happened_and_never_shouted_at(fault):
    for words in WORDS.values():
        text = words.text(fault.citizen)
        assert "!" not in text
        assert "алдаа" not in text.lower()
        assert text != words.text(fault.short)


@everywhere
def test_nothing_a_mongolian_citizen_hears_needs_another_alphabet_or_figures(fault):
    assert not re.search(r"[A-Za-z0-9]", WORDS["mn"].say(fault.citizen) + WORDS["mn"].say(fault.short))


def test_no_words_are_kept_for_a_fault_that_does_not_exist():
    codes = {re.sub(r"-(short|tech|next)$", "", fault.citizen.key) for fault in FAULTS.values()}

    for words in WORDS.values():
        written = {key for key in sorted(words.keys()) if re.match(r"fault-[a-z]+-[0-9]{2}", key)}
        assert {re.sub(r"-(short|tech|next)$", "", key) for key in written} == codes


def test_codes_are_a_part_and_two_digits():
    assert all(re.fullmatch(r"[A-Z]+-[0-9]{2}", code) for code in FAULTS)


def test_whatever_a_device_reports_has_a_fault():
    assert set(READER_FAULTS) == {*get_args(get_type_hints(ReaderLost)["reason"]), *get_args(Absence)}
    assert {*get_args(Refusal), *get_args(get_type_hints(CardUnreadable)["reason"])} <= set(CARD_FAULTS)
    assert {*get_args(Trouble), *get_args(FaultKind)} <= set(PRINTER_FAULTS)
    assert set(CATALOGUE_FAULTS) == set(get_args(Reason))
    assert set(KEYPAD_FAULTS) == set(get_args(PadTrouble))
    named = {*store.StoreError.__subclasses__(), outbox.QueueTooOld, outbox.HandInUnknown}
    assert set(STORE_FAULTS) == {error.__name__ for error in named}


def test_whatever_is_reported_leads_to_a_fault_that_exists():
    assert {code for codes in MAPS for code in codes.values()} <= set(FAULTS)


def test_the_handbook_is_current():
    assert HANDBOOK.read_text(encoding="utf-8") == handbook(WORDS["mn"], WORDS["en"])
