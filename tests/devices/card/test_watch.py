from __future__ import annotations

import queue
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from structlog.testing import capture_logs

from devices.card import pcsc
from devices.card.service import Door, look_at_door
from devices.card.watch import NoReader, NotAllowed, ReaderWatch, ServiceDown, Sight, Slot, find_reader
from devices.simulators.card.mishap import GARBAGE_ATR, Mishap
from tests.devices.card.reader import wait_until_full

pytestmark = pytest.mark.parts


@contextmanager
def watching(wanted: str, door: Callable[[], Door] = look_at_door):
    sights: queue.SimpleQueue[Sight] = queue.SimpleQueue()
    watch = ReaderWatch(wanted, sights.put, door)
    watch.start()
    try:
        yield watch, lambda: sights.get(timeout=5)
    finally:
        watch.stop()


def test_a_card_comes_and_goes_and_the_slot_counts(slot, pki):
    with watching(slot.reader) as (_, see):
        empty = see()
        assert isinstance(empty, Slot)
        assert not empty.card
        slot.insert(pki.applet("citizen"))
        full = see()
        slot.remove()
        gone = see()
    assert (full.card, gone.card) == (True, False)
    assert empty.count < full.count < gone.count


def test_it_outlives_pcscd_again_and_again(slot, pcscd):
    with watching(slot.reader) as (_, see):
        for _ in range(3):
            assert isinstance(see(), Slot)
            pcscd.kill()
            assert see() == ServiceDown()
            pcscd.restart()
        assert isinstance(see(), Slot)


def test_a_reader_of_another_name_is_no_reader(pcscd):
    with watching("a reader nobody has") as (_, see):
        assert see() == NoReader()


def test_it_says_again_what_did_not_change(slot):
    with watching(slot.reader) as (watch, see):
        first = see()
        watch.say_again()
        assert see() == first


def test_it_stops_at_once_whenever_it_is_told(slot):
    for _ in range(10):
        with watching(slot.reader) as (watch, see):
            see()
            begun = time.monotonic()
            watch.stop()
            assert time.monotonic() - begun < 0.5


def test_a_listener_that_crashes_costs_one_look(slot):
    sights: queue.SimpleQueue[Sight] = queue.SimpleQueue()

    def post(sight: Sight) -> None:
        sights.put(sight)
        if isinstance(sight, Slot) and sights.qsize() == 1:
            raise ZeroDivisionError

    watch = ReaderWatch(slot.reader, post)
    watch.start()
    seen = [sights.get(timeout=5) for _ in range(2)]
    watch.stop()
    assert isinstance(seen[0], Slot)
    assert seen[1] == ServiceDown()


def test_a_reader_is_found_by_a_part_of_its_name():
    readers = ("Tactile pad 00", "Virtual PCD 00 00", "Virtual PCD 00 01")
    assert find_reader(readers, "PCD 00 01") == "Virtual PCD 00 01"
    assert find_reader(readers, "") == "Tactile pad 00"
    assert find_reader(readers, "other") is None


def test_an_old_context_is_dead_and_says_so(pcscd):
    with pcsc.Context() as context:
        assert context.readers()
        pcscd.restart()
        with pytest.raises(pcsc.NoService):
            context.readers()


def test_without_pcscd_there_is_no_service(pcscd):
    pcscd.kill()
    with pytest.raises(pcsc.NoService):
        pcsc.Context()
    pcscd.restart()


def test_a_card_that_means_nothing_is_mute_and_an_empty_slot_has_none(slot, pki):
    with pcsc.Context() as context:
        reader = find_reader(context.readers(), slot.reader)
        assert reader is not None
        with pytest.raises(pcsc.CardRemoved):
            context.connect(reader)
        with pytest.raises(pcsc.ReaderGone):
            context.connect("a reader nobody has")
        slot.insert(pki.applet("citizen"), Mishap(atr=GARBAGE_ATR))
        with watching(slot.reader) as (_, see):
            if not see().card:
                see()
        with pytest.raises(pcsc.CardMute):
            context.connect(reader)


def test_one_program_holds_a_card_at_a_time(slot, pki):
    slot.insert(pki.applet("citizen"))
    with watching(slot.reader) as (_, see):
        if not see().card:
            see()
    with pcsc.Context() as one, pcsc.Context() as other:
        reader = find_reader(one.readers(), slot.reader)
        held = one.connect(reader)
        with pytest.raises(pcsc.Sharing):
            other.connect(reader)
        held.close()
        other.connect(reader).close()


def test_an_outage_is_written_down_once_and_the_next_one_again(slot, pcscd):
    tries: queue.SimpleQueue[None] = queue.SimpleQueue()

    def door() -> Door:
        tries.put(None)
        return "absent"

    with capture_logs() as lines, watching(slot.reader, door) as (_, see):
        for _ in range(2):
            assert isinstance(see(), Slot)
            pcscd.kill()
            assert see() == ServiceDown()
            for _ in range(3):
                tries.get(timeout=5)
            pcscd.restart()
        assert isinstance(see(), Slot)
    assert [line["event"] for line in lines] == ["card_service_lost"] * 2


def test_a_service_that_hangs_up_on_us_is_told_from_one_that_is_gone(slot, pcscd):
    doors: Iterator[Door] = iter(["absent", "shut", "shut", "absent"])
    pcscd.kill()
    with watching(slot.reader, lambda: next(doors, "absent")) as (_, see):
        seen = [see() for _ in range(3)]
    pcscd.restart()

    assert seen == [ServiceDown(), NotAllowed(), ServiceDown()]


def test_a_reader_tells_its_serial_number_where_it_has_one(slot, pki, monkeypatch):
    slot.insert(pki.applet("citizen"))
    wait_until_full(slot.reader)
    with pcsc.Context() as context:
        connection = context.connect(slot.reader)
        assert connection.find_serial() == "", "a virtual one has none"
        told = list(b"SN\x07 0042\n")
        monkeypatch.setattr(pcsc.scard, "SCardGetAttrib", lambda *_: (pcsc.scard.SCARD_S_SUCCESS, told))
        assert connection.find_serial() == "SN 0042"
        connection.close()
