"""Independent judges: the worked examples of ICAO Doc 9303, and sessions with real chips that others published.

Figures only; "D.3, E_IFD" names the appendix of part 11 (eighth edition) and the line of its example.
"""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from devices.card import tlv
from devices.card.profiles.card import Forged, OddAnswer
from devices.card.profiles.emrtd.asn1 import public_key
from devices.card.profiles.emrtd.authentication import answer_actively, answer_with_chip_key, find_chip_key, is_answered
from devices.card.profiles.emrtd.bac import open_bac
from devices.card.profiles.emrtd.curves import STANDARDISED
from devices.card.profiles.emrtd.keys import (
    AES128,
    DES3,
    SessionKeys,
    decrypt,
    encrypt,
    mac,
    padded,
    password_key,
    session_keys,
)
from devices.card.profiles.emrtd.messaging import BrokenMessaging, SecureChannel
from devices.card.profiles.emrtd.mrz import password_of
from devices.card.profiles.emrtd.pace import find_offer, open_pace, token
from tests.devices.card.emrtd.real_chips import (
    ACTIVE_ANSWER,
    ACTIVE_COMMAND,
    ACTIVE_GROUP15,
    ACTIVE_KEYS,
    ACTIVE_NONCE,
    ACTIVE_SIGNATURE,
    CHIP_AES,
    CHIP_DES,
    CHIP_THAT_DOES_NOT_SAY,
    CHIP_WITH_REFERENCE,
)
from tests.devices.card.emrtd.wire import ScriptedWire

h = bytes.fromhex
# D.2, line 2 and 3 of the MRZ information, as somebody would type it
PRINTED = b"L898902C/690806/940623"
RND_IC, RND_IFD, K_IFD = h("4608F91988702212"), h("781723860C06C226"), h("0B795240CB7049B01C19B33E32804F0B")


def without_parity(key: bytes) -> bytes:
    return bytes(octet & 0xFE for octet in key)


def test_the_document_basic_access_keys_are_those_of_appendix_d2():
    secret = password_of(PRINTED).secret
    assert secret[:16] == h("239AB9CB282DAF66231DC5A4DF6BFBAE")  # D.2, K_seed
    keys = session_keys(DES3, bytes(secret[:16]))
    assert without_parity(keys.encryption) == without_parity(h("AB94FDECF2674FDFB9B391F85D7F76F2"))  # D.2, K_Enc
    assert without_parity(keys.mac) == without_parity(h("7962D9ECE03D1ACD4C76089DCE131543"))  # D.2, K_MAC


def test_the_cryptogram_is_that_of_appendix_d3():
    hidden = encrypt(DES3, h("AB94FDECF2674FDFB9B391F85D7F76F2"), RND_IFD + RND_IC + K_IFD)
    assert hidden == h("72C29C2371CC9BDB65B779B8E8D37B29ECC154AA56A8799FAE2F498F76ED92F2")  # D.3, E_IFD
    sealed = mac(DES3, h("7962D9ECE03D1ACD4C76089DCE131543"), padded(DES3, hidden))
    assert sealed == h("5F1448EEA8AD90A7")  # D.3, M_IFD


def test_a_whole_session_is_byte_for_byte_that_of_appendix_d3_and_d4():
    wire = ScriptedWire(
        ("0084000008", "4608F919887022129000"),  # D.3, RND.IC
        (
            "0082000028 72C29C2371CC9BDB65B779B8E8D37B29ECC154AA56A8799FAE2F498F76ED92F2 5F1448EEA8AD90A7 28",
            "46B9342A41396CD7386BF5803104D7CEDC122B9132139BAF2EEDC94EE178534F 2F2D235D074D7449 9000",  # E_IC, M_IC
        ),
        ("0CA4020C158709016375432908C044F68E08BF8B92D635FF24F800", "990290008E08FA855A5D4C50A8ED9000"),
        ("0CB000000D9701048E08ED6705417E96BA5500", "8709019FF0EC34F9922651990290008E08AD55CC17140B2DED9000"),
        (
            "0CB000040D9701128E082EA28A70F3C7B53500",
            "871901FB9235F4E4037F2327DCC8964F1F9B8C30F42C8E2FFF224A990290008E08C8B2787EAEA07D749000",
        ),
    )
    nonces = iter((RND_IFD, K_IFD))
    session = open_bac(wire, password_of(PRINTED).secret, random=lambda _: next(nonces))
    assert session is not None
    assert session.counter == 0x887022120C06C226  # D.3, SSC
    assert session.transmit(bytearray(h("00A4020C02011E"))) == (b"", 0x9000)
    assert session.transmit(bytearray(h("00B0000004"))) == (h("60145F01"), 0x9000)
    assert session.transmit(bytearray(h("00B0000412"))) == (h("04303130365F36063034303030305C026175"), 0x9000)
    assert wire.is_over


def test_the_session_keys_are_those_of_appendix_d3():
    keys = session_keys(DES3, h("0036D272F5C350ACAC50C3F572D23600"))  # D.3, K_seed
    assert without_parity(keys.encryption) == without_parity(h("979EC13B1CBFE9DCD01AB0FED307EAE5"))
    assert without_parity(keys.mac) == without_parity(h("F1CB1F1FB5ADF208806B89DC579DC1F8"))


@pytest.mark.parametrize("bit", range(8))
def test_one_wrong_bit_of_an_answer_is_never_believed(bit):
    answer = h("8709019FF0EC34F9922651990290008E08AD55CC17140B2DED")
    keys = SessionKeys(DES3, h("979EC13B1CBFE9DCD01AB0FED307EAE5"), h("F1CB1F1FB5ADF208806B89DC579DC1F8"))
    for place in range(len(answer)):
        spoilt = bytearray(answer)
        spoilt[place] ^= 1 << bit
        session = SecureChannel(ScriptedWire(), keys, 0x887022120C06C229)
        with pytest.raises(BrokenMessaging):
            session.unprotect(bytes(spoilt), 0x9000)
    whole = SecureChannel(ScriptedWire(), keys, 0x887022120C06C229)
    assert whole.unprotect(answer, 0x9000) == (h("60145F01"), 0x9000)


# --- PACE, appendix G.1: generic mapping, brainpoolP256r1, AES-128 ------------

CURVE = STANDARDISED[13]
CARD_ACCESS = h("31143012060A04007F0007020204020202010202010D")  # G.1, EF.CardAccess
PACE_PRINTED = b"T22000129/640812/101031"  # G.1, MRZ information
K = h("7E2D2A41C74EA0B38CD36F863939BFA8E9032AAD")  # G.1, K = SHA-1 of the MRZ information
K_PI = h("89DED1B26624EC1E634C1989302849DD")
S, Z = "3F00C4D39D153F2B2A214A078D899B22", "95A3A016522EE98D01E76CB6B98B42C3"
SK_MAP_IFD = 0x7F4EF07B9EA82FD78AD689B38D0BC78CF21F249D953BC46F4C6E19259C010F99
PK_MAP_IFD = (
    "047ACF3EFC982EC45565A4B155129EFBC74650DCBFA6362D896FC70262E0C2CC5E"
    "544552DCB6725218799115B55C9BAA6D9F6BC3A9618E70C25AF71777A9C4922D"
)
SK_MAP_IC = 0x498FF49756F2DC1587840041839A85982BE7761D14715FB091EFA7BCE9058560
PK_MAP_IC = (
    "04824FBA91C9CBE26BEF53A0EBE7342A3BF178CEA9F45DE0B70AA601651FBA3F57"
    "30D8C879AAA9C9F73991E61B58F4D52EB87A0A0C709A49DC63719363CCD13C54"
)
H = (
    "0460332EF2450B5D247EF6D3868397D398852ED6E8CAF6FFEEF6BF85CA57057FD5"
    "0840CA7415BAF3E43BD414D35AA4608B93A2CAF3A4E3EA4E82C9C13D03EB7181"
)
MAPPED_GENERATOR = (
    "048CED63C91426D4F0EB1435E7CB1D74A46723A0AF21C89634F65A9AE87A9265E2"
    "8C879506743F8611AC33645C5B985C80B5F09A0B83407C1B6A4D857AE76FE522"
)
SK_DH_IFD = 0xA73FB703AC1436A18E0CFA5ABB3F7BEC7A070E7A6788486BEE230C4A22762595
PK_DH_IFD = (
    "042DB7A64C0355044EC9DF190514C625CBA2CEA48754887122F3A5EF0D5EDD301C"
    "3556F3B3B186DF10B857B58F6A7EB80F20BA5DC7BE1D43D9BF850149FBB36462"
)
SK_DH_IC = 0x107CF58696EF6155053340FD633392BA81909DF7B9706F226F32086C7AFF974A
PK_DH_IC = (
    "049E880F842905B8B3181F7AF7CAA9F0EFB743847F44A306D2D28C1D9EC65DF6DB"
    "7764B22277A2EDDC3C265A9F018F9CB852E111B768B326904B59A0193776F094"
)
SHARED = h("28768D20701247DAE81804C9E780EDE582A9996DB4A315020B2733197DB84925")
KS_ENC, KS_MAC = h("F5F0E35C0D7161EE6724EE513A0D9A7F"), h("FE251C7858B356B24514B3BD5F4297D1")
T_IFD, T_IC = "C2B0BD78D94BA866", "3ABB9674BCE93C08"
PACE_PROTOCOL = "0.4.0.127.0.7.2.2.4.2.2"


def test_the_password_of_appendix_g1_opens_its_nonce():
    assert password_of(PACE_PRINTED).secret == K
    assert password_key(AES128, K) == K_PI
    assert decrypt(AES128, K_PI, h(Z)) == h(S)


def test_the_offer_in_ef_cardaccess_is_that_of_appendix_g1():
    offer = find_offer(CARD_ACCESS)
    assert offer is not None
    assert (offer.protocol, offer.suite, offer.number, offer.named) == (PACE_PROTOCOL, AES128, 13, False)
    assert offer.curve.name == "brainpoolP256r1"


def test_every_point_of_appendix_g1_comes_out():
    multiply, encode, decode = CURVE.multiply, CURVE.encode, CURVE.decode
    assert encode(multiply(SK_MAP_IFD, CURVE.generator)) == h(PK_MAP_IFD)
    assert encode(multiply(SK_MAP_IC, CURVE.generator)) == h(PK_MAP_IC)
    common = multiply(SK_MAP_IFD, decode(h(PK_MAP_IC)))
    assert encode(common) == h(H)
    mapped = CURVE.add(multiply(int(S, 16), CURVE.generator), common)
    assert encode(mapped) == h(MAPPED_GENERATOR)
    assert encode(multiply(SK_DH_IFD, mapped)) == h(PK_DH_IFD)
    assert encode(multiply(SK_DH_IC, mapped)) == h(PK_DH_IC)
    secret = multiply(SK_DH_IFD, decode(h(PK_DH_IC)))
    assert secret is not None
    assert secret[0].to_bytes(32, "big") == SHARED


def test_the_keys_and_tokens_are_those_of_appendix_g1():
    keys = session_keys(AES128, SHARED)
    assert (keys.encryption, keys.mac) == (KS_ENC, KS_MAC)
    assert token(keys, PACE_PROTOCOL, h(PK_DH_IC)) == h(T_IFD)
    assert token(keys, PACE_PROTOCOL, h(PK_DH_IFD)) == h(T_IC)


def pace_script(*, last: str = "7C0A8608" + T_IC + "9000") -> list[tuple[str, str]]:
    return [
        ("0022C1A40F800A04007F00070202040202830101", "9000"),
        ("10860000027C0000", "7C128010" + Z + "9000"),
        ("10860000457C438141" + PK_MAP_IFD + "00", "7C438241" + PK_MAP_IC + "9000"),
        ("10860000457C438341" + PK_DH_IFD + "00", "7C438441" + PK_DH_IC + "9000"),
        ("008600000C7C0A8508" + T_IFD + "00", last),
    ]


def pace_over(wire: ScriptedWire) -> SecureChannel | None:
    offer = find_offer(CARD_ACCESS)
    assert offer is not None
    secrets = iter((SK_MAP_IFD, SK_DH_IFD))
    return open_pace(wire, offer, password_of(PACE_PRINTED), choose=lambda _: next(secrets))


def test_the_terminals_side_of_appendix_g1_is_byte_for_byte_the_same():
    wire = ScriptedWire(*pace_script())
    session = pace_over(wire)
    assert session is not None
    assert wire.is_over
    assert session.counter == 0


def test_a_chip_that_refuses_our_token_has_another_password_and_one_with_a_wrong_token_is_odd():
    assert pace_over(ScriptedWire(*pace_script(last="6300"))) is None
    assert pace_over(ScriptedWire(*pace_script(last="63C2"))) is None
    with pytest.raises(OddAnswer):
        pace_over(ScriptedWire(*pace_script(last="7C0A8608" + T_IFD + "9000")))


# --- sessions with real chips -------------------------------------------------


@pytest.mark.parametrize("chip", [CHIP_AES, CHIP_WITH_REFERENCE, CHIP_DES, CHIP_THAT_DOES_NOT_SAY])
def test_chip_authentication_is_byte_for_byte_what_a_real_chip_took(chip):
    found = find_chip_key(h(chip.group14))
    assert found is not None
    wire = ScriptedWire(*chip.script)
    ours = ec.derive_private_key(int(chip.ours, 16), found.key.curve)
    answer_with_chip_key(SecureChannel(wire, chip.keys, chip.counter), found, choose=lambda _: ours)
    assert wire.is_over


def test_a_chip_that_seals_with_the_old_keys_after_chip_authentication_is_a_copy():
    *before, (command, _) = CHIP_AES.script
    found = find_chip_key(h(CHIP_AES.group14))
    assert found is not None
    for answer in ("6988", "990290008E0800C4B125B4218CEF9000"):
        wire = ScriptedWire(*before, (command, answer))
        ours = ec.derive_private_key(int(CHIP_AES.ours, 16), found.key.curve)
        with pytest.raises(Forged):
            answer_with_chip_key(
                SecureChannel(wire, CHIP_AES.keys, CHIP_AES.counter), found, choose=lambda _, k=ours: k
            )


def test_a_chip_that_fails_at_chip_authentication_is_not_called_a_copy():
    *before, (command, _) = CHIP_AES.script
    found = find_chip_key(h(CHIP_AES.group14))
    assert found is not None
    ours = ec.derive_private_key(int(CHIP_AES.ours, 16), found.key.curve)
    session = SecureChannel(ScriptedWire(*before, (command, "6F00")), CHIP_AES.keys, CHIP_AES.counter)
    with pytest.raises(OddAnswer) as odd:
        answer_with_chip_key(session, found, choose=lambda _: ours)
    assert not isinstance(odd.value, Forged)


def test_active_authentication_is_what_a_real_chip_answered():
    wire = ScriptedWire((ACTIVE_COMMAND, ACTIVE_ANSWER))
    session = SecureChannel(wire, ACTIVE_KEYS, 0xCC)
    assert answer_actively(session, h(ACTIVE_GROUP15), None, h(ACTIVE_NONCE)) == h(ACTIVE_SIGNATURE)
    assert session.counter == 0xCE


def test_a_real_signature_is_not_of_another_nonce_nor_of_another_bit():
    key = public_key(tlv.get(h(ACTIVE_GROUP15), 0x6F))
    signature = h(ACTIVE_SIGNATURE)
    assert is_answered(key, None, h(ACTIVE_NONCE), signature)
    assert not is_answered(key, None, bytes(8), signature)
    for place in range(0, len(signature), 16):
        spoilt = bytearray(signature)
        spoilt[place] ^= 1
        assert not is_answered(key, None, h(ACTIVE_NONCE), bytes(spoilt))
