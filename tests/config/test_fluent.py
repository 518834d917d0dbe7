"""One wording becomes text for the eye, the ear and the paper."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from config.fluent import WordBroken, WordMissing, Words, identifier
from config.words import Bilingual, Verbatim, phrase

MN = """\
pin-title = ПИН кодоо оруулна уу
pin-wrong = Код таарсангүй. { $n } удаа оролдож болно
header-link = Холбоо бий
    .say = Сүлжээ холбогдсон
    .print = Холбоотой
review-consent = Энэ мэдээллийг { $agency } илгээхийг зөвшөөрч байна
service-cost = Төлбөр { $fee }, { $day } хүртэл
only-attribute =
    .say = Дуу
outer = « { $inner } »
"""
EN = """\
pin-title = Enter your PIN
pin-wrong = { $n ->
    [one] You can try once more
   *[other] You can try { $n } more times
}
service-cost = { $fee } by { $day }
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for language, text in (("mn", MN), ("en", EN)):
        (tmp_path / language).mkdir()
        (tmp_path / language / "pages.ftl").write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def mn(folder: Path) -> Words:
    return Words.load("mn", folder)


@pytest.fixture
def en(folder: Path) -> Words:
    return Words.load("en", folder)


def test_a_key_with_dots_finds_its_message(mn: Words) -> None:
    assert mn.text(phrase("pin.title")) == "ПИН кодоо оруулна уу"
    assert mn.keys() >= {identifier("pin.title")}


def test_ear_and_paper_have_their_own_words_where_they_differ(mn: Words) -> None:
    wording = phrase("header.link")
    assert (mn.text(wording), mn.say(wording), mn.paper(wording)) == (
        "Холбоо бий",
        "Сүлжээ холбогдсон",
        "Холбоотой",
    )
    assert mn.attributes("header.link") == {"say", "print"}


def test_ear_and_paper_take_the_value_where_nothing_else_is_written(mn: Words) -> None:
    wording = phrase("pin.title")
    assert mn.say(wording) == mn.paper(wording) == mn.text(wording)


def test_a_number_takes_its_plural(en: Words) -> None:
    assert en.text(phrase("pin.wrong", n=1)) == "You can try once more"
    assert en.text(phrase("pin.wrong", n=2)) == "You can try 2 more times"


def test_a_wording_inside_a_wording_is_told_in_the_same_way(mn: Words) -> None:
    wording = phrase("outer", inner=phrase("header.link"))
    assert mn.text(wording) == "« Холбоо бий »"
    assert mn.say(wording) == "« Сүлжээ холбогдсон »"
    agency = Bilingual("Улсын бүртгэлийн ерөнхий газарт", "the registry")
    assert mn.text(phrase("review.consent", agency=agency)).startswith("Энэ мэдээллийг Улсын бүртгэлийн ерөнхий газарт")


def test_amounts_and_dates_look_as_the_language_writes_them(mn: Words, en: Words) -> None:
    wording = phrase("service.cost", fee=Verbatim("18300", "money"), day=Verbatim("2026-11-22", "date"))
    assert mn.text(wording) == "Төлбөр 18\u00a0300\u00a0₮, 2026.11.22 хүртэл"
    assert en.text(wording) == "18\u00a0300\u00a0₮ by 22\u00a0November 2026"


@pytest.mark.parametrize(
    ("text", "reading"), [("maybe", "money"), ("someday", "date"), ("0042", "digits"), ("АБ", "code")]
)
def test_what_is_not_an_amount_or_a_date_stays_as_it_is(mn: Words, text: str, reading: str) -> None:
    assert mn.text(Verbatim(text, reading)) == text  # type: ignore[arg-type]  # parametrised literals


def test_a_plain_string_stays_as_it_is(mn: Words) -> None:
    assert mn.text("№ 017") == "№ 017"


def test_the_voice_gets_every_special_reading_as_a_piece_of_its_own(mn: Words) -> None:
    wording = phrase("service.cost", fee=Verbatim("18300", "money"), day=Verbatim("2026-11-22", "date"))
    assert mn.parts(wording) == (
        Verbatim("Төлбөр"),
        Verbatim("18300", "money"),
        Verbatim(","),
        Verbatim("2026-11-22", "date"),
        Verbatim("хүртэл"),
    )


def test_typed_marks_cannot_pass_for_a_piece(mn: Words) -> None:
    typed = Verbatim("a\ue0000\ue001b")
    told = mn.parts(phrase("outer", inner=typed))
    assert [part.text for part in told] == ["« ab »"]


def test_a_key_that_nobody_wrote_is_an_error_and_never_a_text(mn: Words) -> None:
    with pytest.raises(WordMissing, match=r"nobody\.wrote"):
        mn.text(phrase("nobody.wrote"))


def test_a_missing_argument_is_an_error_that_tells_no_other_argument(mn: Words) -> None:
    with pytest.raises(WordBroken) as caught:
        mn.text(phrase("service.cost", fee=Verbatim("secret")))
    assert "secret" not in str(caught.value)
    assert "day" in str(caught.value)


def test_a_message_without_a_value_is_an_error_on_the_screen(mn: Words) -> None:
    assert mn.say(phrase("only.attribute")) == "Дуу"
    with pytest.raises(WordBroken):
        mn.text(phrase("only.attribute"))


@pytest.mark.parametrize("text", ["what is this\n", "a = 1\na = 2\n"])
def test_a_broken_file_or_a_doubled_key_is_refused(folder: Path, text: str) -> None:
    (folder / "en" / "broken.ftl").write_text(text, encoding="utf-8")
    with pytest.raises(WordBroken):
        Words.load("en", folder)


def test_a_language_without_files_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WordBroken):
        Words.load("mn", tmp_path)


def test_nothing_typed_is_kept_after_it_was_shown(mn: Words) -> None:
    mn.text(phrase("outer", inner=Verbatim("kept nowhere", "name")))
    assert "kept nowhere" not in repr(vars(mn))


def test_formatting_is_fast(mn: Words) -> None:
    def best(wording: object, times: int = 300) -> float:
        begun = time.perf_counter()
        for _ in range(times):
            mn.text(wording)  # type: ignore[arg-type]  # both kinds are wordings
        return (time.perf_counter() - begun) / times

    assert min(best(phrase("pin.title")) for _ in range(5)) < 50e-6
    assert min(best(phrase("outer", inner=Verbatim("x"))) for _ in range(5)) < 200e-6
