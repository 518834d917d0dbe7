"""Sentences, codes, money and dates as a careful reader says them."""

import pytest

from config.words import Reading
from voices.verbalise import verbalise, verbalise_reading
from voices.verbalise.calendar import duration


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Таны хүсэлтийг хүлээж авлаа. 12 345", "Таны хүсэлтийг хүлээж авлаа. арван хоёр мянга гурван зуун дөчин тав"),
        ("Үлдсэн 3 оролдлого", "Үлдсэн гурван оролдлого"),
        ("Үлдсэн оролдлого: 3", "Үлдсэн оролдлого: гурав"),
        ("3-р алхам", "гуравдугаар алхам"),
        ("8 дугаар хороо", "наймдугаар хороо"),
        ("5-ны өдөр", "таваны өдөр"),
        ("2026-11-21 14:05",
         "хоёр мянга хорин зургаан оны арван нэгдүгээр сарын хорин нэг, арван дөрвөн цаг таван минут"),
        ("2026.11.21-ний өдөр", "хоёр мянга хорин зургаан оны арван нэгдүгээр сарын хорин нэгний өдөр"),
        ("2026 оны 11 сарын 21", "хоёр мянга хорин зургаан оны арван нэгдүгээр сарын хорин нэг"),
        ("1990 онд", "мянга есөн зуун ерэн онд"),
        ("2000 онгоц", "хоёр мянган онгоц"),
        ("08:00–17:30", "найман цагаас арван долоон цаг гучин минут хүртэл"),
        ("3-5 хоног", "гурваас таван хоног"),
        ("9-10 хоног", "есөөс арван хоног"),
        ("ШШГЕГ-т", "шүүхийн шийдвэр гүйцэтгэх ерөнхий газарт"),
        ("25 300 ₮ төлнө", "хорин таван мянга гурван зуун төгрөг төлнө"),
        ("5000 төгрөг", "таван мянган төгрөг"),
        ("15%", "арван тав хувь"),
        ("3.5 кг", "гурав аравны таван килограмм"),
        ("80 мм цаас", "наян миллиметр цаас"),
        ("-5 градус", "хасах таван градус"),
        ("№ 12", "дугаар арван хоёр"),
        ("12а тоот", "арван хоёр аа тоот"),
        ("Дугаар 017-04826-93", "Дугаар тэг нэг долоо, тэг дөрөв найм хоёр зургаа, ес гурав"),
        ("утас 99110000", "утас ес ес нэг нэг, тэг тэг тэг тэг"),  # invented
        ("УБ00000000", "уу, бэ, тэг тэг, тэг тэг, тэг тэг, тэг тэг"),  # invented
        ("УБЕГ-т", "улсын бүртгэлийн ерөнхий газарт"),
        ("ХУР ба ТӨЛБӨР", "хур ба төлбөр"),
        ("ХХ", "хэ хэ"),
        ("e-Mongolia, QR, PIN", "ий Монгол, кью ар, пин"),
        ("someone.7@gmail.com", "сомэонэ цэг долоо эт жимэйл цэг ком"),
        ("хэн ч, тэр л", "хэнч, тэрл"),
        ("Б. Дорж", "бэ Дорж"),
        ("И-Монгол", "ий Монгол"),
    ],
)  # fmt: skip
def test_a_mongolian_sentence_is_written_out(written: str, said: str) -> None:
    assert verbalise(written, "mn") == said


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("3 attempts left", "three attempts left"),
        ("Pay 25,300 ₮", "Pay twenty-five thousand three hundred tugriks"),
        ("On 2026-11-21 at 14:05", "On November twenty-first, twenty twenty-six at fourteen oh five"),
        ("Receipt 017-04826-93", "Receipt zero one seven, zero four eight two six, nine three"),
        ("Баянзүрх, 8 khoroo", "Bayanzurkh, eight khoroo"),
        ("open 09:00-18:00", "open from nine o'clock to eighteen o'clock"),
    ],
)
def test_an_english_sentence_is_written_out(written: str, said: str) -> None:
    assert verbalise(written, "en") == said


@pytest.mark.parametrize(
    ("text", "reading", "mongolian", "english"),
    [
        ("УБ00112233", "code", "уу, бэ, тэг тэг, нэг нэг, хоёр хоёр, гурав гурав",
         "U, B, zero zero, one one, two two, three three"),
        ("017-04826-93", "code", "тэг нэг долоо, тэг дөрөв найм хоёр зургаа, ес гурав",
         "zero one seven, zero four eight two six, nine three"),
        ("99110000", "digits", "ес ес нэг нэг, тэг тэг тэг тэг", "nine nine one one, zero zero zero zero"),
        ("25300", "money", "хорин таван мянга гурван зуун төгрөг", "twenty-five thousand three hundred tugriks"),
        ("2026-11-21", "date", "хоёр мянга хорин зургаан оны арван нэгдүгээр сарын хорин нэг",
         "November twenty-first, twenty twenty-six"),
        ("БАТ-ЭРДЭНЭ Дорж", "name", "Бат эрдэнэ Дорж", "Bat-erdene Dorj"),
        ("ab@x.mn", "code", "эй, би, эт, экс, цэг, эм, эн", "A, B, at, X, dot, M, N"),
    ],
)  # fmt: skip
def test_a_reading_says_the_same_text_in_its_own_way(text: str, reading: Reading, mongolian: str, english: str) -> None:
    assert verbalise_reading(text, reading, "mn") == mongolian  # the numbers of persons are invented
    assert verbalise_reading(text, reading, "en") == english


def test_a_day_that_is_not_in_the_calendar_is_read_as_digits() -> None:
    assert "сарын" not in verbalise("2026-13-40", "mn")
    assert verbalise_reading("2026-13-40", "date", "mn") == verbalise("2026-13-40", "mn") != ""


def test_a_length_of_time_leaves_out_what_is_zero() -> None:
    assert duration(3 * 3600 + 120, "mn") == "гурван цаг хоёр минут"
    assert duration(61, "en") == "one minute one second"
    assert (duration(0, "mn"), duration(0, "en")) == ("тэг секунд", "zero seconds")
