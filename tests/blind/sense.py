"""Common sense in two languages: what a grown person understands of heard words. Written by hand, not taken from files.

Each entry is a pattern over words as they sound, in small letters. A word
that is not understood here is as good as not said.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from config.words import Language


@dataclass(frozen=True)
class Sense:
    """What somebody makes of words of their language."""

    insert_card: str
    take_card: str
    take_paper: str
    pin: str
    pin_new: str
    pin_again: str
    pin_done: str
    wrong: str
    wait: str
    idle: str
    stay: str
    whole: str
    yes_whole: str
    not_printed: str
    print_again: str
    agree: str
    agree_asked: str
    chosen: str
    not_chosen: str
    closed: str
    onward: tuple[str, ...]
    finish: str
    back: str
    browse: str
    area: str
    search: str
    common: str
    furniture: str
    group: str
    help: str
    other_letters: str
    space: str
    keys_told: tuple[str, ...]
    switches_told: tuple[str, ...]
    my_language: str
    my_language_first: str
    missing: str
    hidden: str
    pad_order: str
    pad_first: str


SENSE: dict[Language, Sense] = {
    "mn": Sense(
        insert_card=r"үнэмлэхээ уншигчид хий",
        take_card=r"үнэмлэхээ (бас )?ав",
        take_paper=r"цаасаа (бас )?ав",
        pin=r"пин код.*(оруул|сонго)",
        pin_new=r"шинэ пин код сонго",
        pin_again=r"шинэ пин кодоо дахин",
        pin_done=r"пин код солигдлоо",
        wrong=r"код таарсангүй",
        wait=r"түр хүлээнэ үү|кодыг шалгаж байна|^хэвлэж байна$|сольж байна",
        idle=r"та үргэлжлүүлэх үү",
        stay=r"^тийм",
        whole=r"бүтэн гарсан уу",
        yes_whole=r"^тийм",
        not_printed=r"цаас хэвлэгдсэнгүй",
        print_again=r"^дахин хэвлэ",
        agree=r"зөвшөөрч байна",
        agree_asked=r"зөвшөөрөөд|зөвшөөрч байна",
        chosen=r"^сонгосон$",
        not_chosen=r"^сонгоогүй$",
        closed=r"дарах боломжгүй",
        onward=(r"^илгээх$", r"^эхлэх$", r"^үргэлжлүүлэх$"),
        finish=r"^(цаасгүй )?дуусгах$",
        back=r"^(хуудас руу )?буцах$",
        browse=r"^үйлчилгээ үзэх$",
        area=r"^чиглэл$",
        search=r"^үйлчилгээ хайх$",
        common=r"лавлагаа|бүртгэл|захиал",
        furniture=r"^доод товч$",
        group=r"^бүлэг",
        help=r"^тусламж$",
        other_letters=r"^(латин|монгол) үсэг$",
        space=r"^зай$",
        keys_told=(r"дээш", r"доош", r"голын товч", r"баруун товч", r"зүүн товч"),
        switches_told=(r"нэг товч.*шилж", r"нөгөө нь сонго"),
        my_language=r"^монгол",
        my_language_first=r"^монголоор",
        missing=r"дахиад .* тоо оруулна",
        hidden=r"нэрлэхгүй",
        pad_order=r"нэгээс ес.*бүгдийг арилгах.*тэг.*нэгийг арилгах",
        pad_first=r"нэг дээр байна",
    ),
    "en": Sense(
        insert_card=r"insert your (id |i d )?card",
        take_card=r"take (your|the) card",
        take_paper=r"take your (paper|copy)",
        pin=r"(enter|choose).*\bpin\b",
        pin_new=r"choose a new pin",
        pin_again=r"enter the new pin again",
        pin_done=r"your pin is changed",
        wrong=r"code did not match",
        wait=r"please wait|^printing$|is checking|is changing",
        idle=r"do you want to continue",
        stay=r"^yes",
        whole=r"did the paper come out whole",
        yes_whole=r"^yes",
        not_printed=r"paper did not print",
        print_again=r"^try to print again",
        agree=r"i agree",
        agree_asked=r"agree at the end|i agree",
        chosen=r"^chosen$",
        not_chosen=r"^not chosen$",
        closed=r"cannot be pressed",
        onward=(r"^send$", r"^start$", r"^continue$"),
        finish=r"^finish( without paper)?$",
        back=r"^back( to the page)?$",
        browse=r"^browse services$",
        area=r"^area$",
        search=r"^find a service$",
        common=r"reference|having|registration|order|certificate",
        furniture=r"^lower key$",
        group=r"^group",
        help=r"^help$",
        other_letters=r"^(latin|mongolian) letters$",
        space=r"^space$",
        keys_told=(r"up", r"down", r"middle key", r"right key", r"left key"),
        switches_told=(r"one key.*next", r"other chooses"),
        my_language=r"^english$",
        my_language_first=r"^(for|in) english",
        missing=r"enter .* more",
        hidden=r"not named",
        pad_order=r"one to nine.*erase all.*zero.*erase one",
        pad_first=r"you are on one",
    ),
}


def means(pattern: str, told: str) -> bool:
    """Say whether *told* holds what *pattern* describes."""
    return re.search(pattern, told.lower().strip(" .,!?:;")) is not None


def any_means(pattern: str, pieces: list[str]) -> bool:
    """Say whether one of *pieces* holds it."""
    return any(means(pattern, piece) for piece in pieces)
