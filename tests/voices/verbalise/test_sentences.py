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
        ("15%", "арван таван хувь"),
        ("0.5%-ийн хүү", "тэг аравны таван хувийн хүү"),
        ("10-15%-аар", "арваас арван таван хувиар"),
        ("5000₮-ийн", "таван мянган төгрөгийн"),
        ("-25 300 ₮", "хасах хорин таван мянга гурван зуун төгрөг"),
        ("-5.5 хэм", "хасах тав аравны таван хэм"),
        ("$25.50", "хорин таван доллар тавин цент"),
        ("100 USD", "зуун доллар"),
        ("10 000–20 000 ₮", "арван мянгаас хорин мянган төгрөг"),
        ("1.5 сая төгрөг", "нэг аравны таван сая төгрөг"),
        ("2026-2027 оны хичээлийн жил", "хоёр мянга хорин зургаагаас хоёр мянга хорин долоон оны хичээлийн жил"),
        ("2026–2027", "хоёр мянга хорин зургаагаас хоёр мянга хорин долоо"),
        ("2026 оны 11 сарын 21-ний өдөр", "хоёр мянга хорин зургаан оны арван нэгдүгээр сарын хорин нэгний өдөр"),
        ("11-р сарын 5-нд", "арван нэгдүгээр сарын таванд"),
        ("21.11.2026", "хоёр мянга хорин зургаан оны арван нэгдүгээр сарын хорин нэг"),
        ("2026-11", "хоёр мянга хорин зургаан оны арван нэгдүгээр сар"),
        ("14:05:30", "арван дөрвөн цаг таван минут гучин секунд"),
        ("08 цаг 05 минут", "найман цаг таван минут"),
        ("10 ц 30 мин", "арван цаг гучин минут"),
        ("9-12-р анги", "есдүгээрээс арван хоёрдугаар анги"),
        ("100-150 хүн", "зуугаас зуун тавин хүн"),
        ("Засгийн газрын 11-11 төв", "Засгийн газрын арван нэг, арван нэг төв"),
        ("QPay, iPhone-оор, WhatsApp", "кью пэй, айфоноор, ватсап"),
        ("XXI зуун", "хорин нэгдүгээр зуун"),
        ("ХХI зуун", "хорин нэгдүгээр зуун"),
        ("V бүлэг", "тавдугаар бүлэг"),
        ("III-р улирал", "гуравдугаар улирал"),
        ("3/4", "дөрөвний гурав"),
        ("2½ цаг", "хоёр бүхэл хоёрны нэг цаг"),
        ("1/3 байр", "нэг, гурван байр"),
        ("20м2", "хорин метр квадрат"),
        ("36.6°C", "гучин зургаа аравны зургаан хэм"),
        ("+976 99110000", "нэмэх ес долоо зургаа, ес ес нэг нэг, тэг тэг тэг тэг"),  # invented
        ("1800-1234", "нэг найм тэг тэг, нэг хоёр гурав дөрөв"),  # invented
        ("0000УБА", "тэг тэг тэг тэг, уу, бэ, аа"),  # invented
        ("2024 УИХ", "хоёр мянга хорин дөрвөн улсын их хурал"),
        ("MN00000000", "эм, эн, тэг тэг тэг тэг, тэг тэг тэг тэг"),  # invented
        ("БЗД, 8-р хороо, 23 тоот", "баянзүрх дүүрэг, наймдугаар хороо, хорин гурван тоот"),
        ("≤10 хүн, <5", "ихдээ арван хүн, таваас бага"),
        ("2 үлдлээ", "хоёр үлдлээ"),
        ("1000000000000000", "нэг тэг тэг, тэг тэг тэг, тэг тэг тэг, тэг тэг тэг, тэг тэг тэг тэг"),
        ("www.e-mongolia.mn", "гурван дабл юу цэг ий зураас Монголиа цэг эм эн"),
        ("e-mongolia.mn/help", "ий зураас Монголиа цэг эм эн ташуу зураас хэлп"),
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
        ("the 11-11 centre, the 1111 centre", "the eleven, eleven centre, the eleven, eleven centre"),
        ("On the 21st", "On the twenty-first"),
        ("in 2026, 2026-2027", "in twenty twenty-six, twenty twenty-six to twenty twenty-seven"),
        ("3-5 days, 0.5%", "three to five days, zero point five percent"),
        ("1 kg, 3.5 km", "one kilogram, three point five kilometres"),
        ("$25.50, -5 °C", "twenty-five dollars fifty cents, minus five degrees"),
        ("3/4, 2 1/2", "three quarters, two and one half"),
        ("XXI century, Chapter IV, I", "twenty-first century, Chapter four, I"),
        ("No. 5, ≥18", "number five, at least eighteen"),
        ("14:05:30", "fourteen oh five and thirty seconds"),
        ("+976 99110000", "plus nine seven six, nine nine one one, zero zero zero zero"),  # invented
        ("10 000–20 000 ₮", "ten thousand to twenty thousand tugriks"),
        ("2026-11", "November twenty twenty-six"),
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
