"""Seven rates from 60 to 240 words a minute in both languages, at one pitch; measured from what a device is sent."""

import io
from array import array
from functools import cache

import pytest

from config.words import Language
from tests.voices.hearing import as_samples, mean_level, pitch, seconds
from voices.child import Mouth
from voices.espeak.library import Espeak
from voices.outputs import SPEECH_DB
from voices.protocol import Finished, Report, Say, Wake, report
from voices.sink import Outlet, Sink
from voices.voice import Utterance, parts

PASSAGES: dict[Language, str] = {
    "mn": "Дээш, доош товчоор сонголтоо зөөнө. Голын товчоор сонгоно. Зүүн товчоор буцна. Эхний хуудсанд дурын товч "
    "дарахад машин ярина. Бүртгэлд ийм мэдээлэл алга. Байгууллагаас лавлана уу. Үнэмлэхээ чиптэй талаар нь уншигчид "
    "хийнэ. Дуустал битгий аваарай. Кодоо мартсан бол улсын бүртгэгчид хандана уу. Та энэ хүүхэд, байгууллагыг "
    "төлөөлөх эрхтэй гэсэн бүртгэл алга. Шинэ ПИН кодоо дахин оруулна уу. Хурууны хээ баталгаажсангүй. Байгууллагад "
    "өөрөө очно уу.",
    "en": "Choose whether to try again or cancel. The agency has received your request. Nobody has looked at it yet. "
    "Enter the date of expiry of the document. Please note the number. A request without a name cannot be printed "
    "later. Only digits follow the two letters. Please check them. Insert the card with the chip first. Leave it in "
    "until you finish. If you forgot the code, please see the registrar.",
}
"""Of what the kiosk says, as fast as the whole of it within a hundredth."""
NOMINAL = (60, 80, 100, 120, 160, 200, 240)
LANGUAGES: tuple[Language, ...] = ("mn", "en")


class Reports(io.RawIOBase):
    def __init__(self) -> None:
        self.all: list[Report] = []

    def write(self, data: object) -> int:
        self.all.append(report(bytes(data)))  # type: ignore[call-overload]  # one line at a time
        return len(bytes(data))  # type: ignore[call-overload]  # as above


class Ear(Outlet):
    def open(self) -> None:
        self._turn("ok")


def spoken(espeak: Espeak, text: str, lang: Language, rate: int) -> bytes:
    """Return every sample a device is sent for *text*, the pauses between sentences included."""
    sink, reports, heard = Sink(Ear), Reports(), array("h")
    mouth = Mouth(espeak, sink, reports)  # type: ignore[arg-type]  # stand-ins
    mouth.obey(Wake("", "", "speaker"))
    mouth.obey(Say(1, parts([Utterance(text, lang)]), rate, 1.0))
    while Finished(1) not in reports.all:
        heard.frombytes(sink.here.take(sink.here.waiting // 2))
    mouth.close()
    return heard.tobytes()


@cache
def passage(espeak: Espeak, lang: Language, rate: int) -> bytes:
    return spoken(espeak, PASSAGES[lang], lang, rate)


def pace(espeak: Espeak, lang: Language, rate: int) -> float:
    """Return words a minute."""
    return len(PASSAGES[lang].split()) * 60 / seconds(as_samples(passage(espeak, lang, rate)))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("rate", range(1, 8))
def test_each_rate_is_within_a_twentieth_of_what_it_is_called(espeak: Espeak, lang: Language, rate: int) -> None:
    assert pace(espeak, lang, rate) == pytest.approx(NOMINAL[rate - 1], rel=0.05)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_pitch_is_the_same_at_every_rate(espeak: Espeak, lang: Language) -> None:
    pitches = [pitch(as_samples(passage(espeak, lang, rate))) for rate in range(1, 8)]
    assert all(found == pytest.approx(pitches[3], rel=0.05) for found in pitches), pitches


@pytest.mark.parametrize("lang", LANGUAGES)
def test_speech_is_as_loud_as_the_volume_reckons_with(espeak: Espeak, lang: Language) -> None:
    assert mean_level(as_samples(passage(espeak, lang, 4))) == pytest.approx(SPEECH_DB, abs=1.5)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nothing_clips(espeak: Espeak, lang: Language) -> None:
    for rate in range(1, 8):
        full = abs(as_samples(passage(espeak, lang, rate))) >= 32767
        assert not (full[1:] & full[:-1]).any(), "two samples at full scale: the top of a wave is cut off"
