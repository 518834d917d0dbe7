"""A travel document in a real reader: pcscd, PC/SC, the profile."""

from __future__ import annotations

import time

import pytest

from devices.card import pcsc
from devices.card.profiles.card import Right
from devices.card.profiles.emrtd.passport import Passport
from devices.simulators.card.mishap import Mishap
from tests.devices.card.reader import wait_until_full

pytestmark = pytest.mark.parts


@pytest.mark.parametrize("name", ["passport", "older", "chip_key"])
def test_a_document_in_a_reader_is_read_and_proves_itself(slot, documents, name):
    slot.insert(documents.applet(name))
    wait_until_full(slot.reader)
    with pcsc.Context() as context:
        connection = context.connect(slot.reader)
        begun = time.perf_counter()
        passport = Passport(connection)
        assert passport.unlock(bytearray(documents.document(name).typed.encode())) == Right()
        assert passport.credential().person is not None
        passport.prove(b"message")
        print(f"{name}: {len(slot.commands)} commands, {(time.perf_counter() - begun) * 1000:.1f} ms")
        connection.close()


def test_a_document_pulled_out_in_the_middle_is_pulled_out(slot, documents):
    slot.insert(documents.applet("passport"), Mishap(at=15))
    wait_until_full(slot.reader)
    with pcsc.Context() as context:
        connection = context.connect(slot.reader)
        passport = Passport(connection)
        assert passport.unlock(bytearray(documents.document("passport").typed.encode())) == Right()
        with pytest.raises(pcsc.PcscFault):
            passport.credential()
        connection.close()
