"""Our points against a library that has no points to show, only keys."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.card.profiles.emrtd.asn1 import curve_of
from devices.card.profiles.emrtd.curves import STANDARDISED, NotOnCurve

LIBRARY = {
    10: ec.SECP224R1(),
    12: ec.SECP256R1(),
    13: ec.BrainpoolP256R1(),
    15: ec.SECP384R1(),
    16: ec.BrainpoolP384R1(),
    17: ec.BrainpoolP512R1(),
    18: ec.SECP521R1(),
}
numbers = pytest.mark.parametrize("number", sorted(LIBRARY))


def test_every_curve_has_a_judge():
    assert set(STANDARDISED) == set(LIBRARY)


@numbers
def test_public_keys_and_common_secrets_are_the_librarys(number):
    curve, theirs = STANDARDISED[number], ec.generate_private_key(LIBRARY[number])
    ours = curve.choose_key()
    library = ec.derive_private_key(ours, LIBRARY[number])
    public = curve.encode(curve.multiply(ours, curve.generator))
    assert public == library.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    point = curve.decode(theirs.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))
    common = curve.multiply(ours, point)
    assert common is not None
    assert common[0].to_bytes(curve.size, "big") == theirs.exchange(ec.ECDH(), library.public_key())
    assert curve_of(theirs.public_key()) is curve


@numbers
def test_the_order_is_the_order_and_neighbours_of_it_are_right(number):
    curve = STANDARDISED[number]
    x, y = curve.generator
    assert curve.has(curve.generator)
    assert curve.multiply(curve.n, curve.generator) is None
    assert curve.multiply(curve.n - 1, curve.generator) == (x, curve.p - y)
    assert curve.multiply(1, curve.generator) == curve.generator
    assert curve.add(curve.generator, curve.multiply(curve.n - 1, curve.generator)) is None
    assert curve.add(curve.generator, curve.generator) == curve.multiply(2, curve.generator)
    assert curve.add(curve.generator, None) == curve.add(None, curve.generator) == curve.generator
    assert curve.multiply(5, None) is None


@settings(deadline=None, max_examples=25)
@given(st.sampled_from(sorted(LIBRARY)), st.integers(1), st.integers(1))
def test_adding_multiples_is_multiplying_by_the_sum(number, one, other):
    curve = STANDARDISED[number]
    g = curve.generator
    assert curve.add(curve.multiply(one, g), curve.multiply(other, g)) == curve.multiply(one + other, g)


@numbers
def test_a_point_that_is_none_is_refused(number):
    curve = STANDARDISED[number]
    good = curve.encode(curve.generator)
    too_large = b"\x04" + curve.p.to_bytes(curve.size, "big") + good[1 + curve.size :]
    for bad in (b"", good[:-1], good + b"\x00", b"\x02" + good[1:], good[:-1] + bytes([good[-1] ^ 1]), too_large):
        with pytest.raises(NotOnCurve):
            curve.decode(bad)
    with pytest.raises(NotOnCurve):
        curve.encode(None)
