"""Whatever the platform may say of a request has words: for the eye, the ear and the paper, in both languages."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest

from config.words import Language, Wording
from devices.printer.document import Document, Notice, Pair, Steps
from kiosk.pages.build import page_of
from kiosk.papers.slip import slip
from kiosk.reasons import GOES_ON, KNOWN, OUTCOMES, goes_on, outcome, reason
from kiosk.request import Listed, Standing
from kiosk.script import script
from kiosk.session.states import OneRequest
from sync.gateway.agencies import life
from sync.gateway.agencies.khur import REJECTED
from sync.gateway.agencies.life import NoticeCode
from tests.kiosk.house import DORJ, LANGUAGES, a_house, words
from tests.kiosk.papers.test_slip import RECEIPT, SITE

ALL = frozenset(code for one in get_args(NoticeCode) for code in (get_args(one) or (one,)))


def test_every_code_the_platform_can_send_has_words() -> None:
    assert {*GOES_ON, *OUTCOMES, *(code for code in KNOWN if "." in code)} == ALL


def test_every_code_stands_where_it_can_come() -> None:
    assert set(get_args(life.Received)) | set(get_args(life.InWork)) < set(GOES_ON)
    assert set(get_args(life.Longer)) | set(get_args(life.Overdue)) < set(GOES_ON)
    assert set(get_args(life.Resolved)) == set(OUTCOMES)
    assert {*get_args(life.Rejected), *REJECTED.values()} < set(KNOWN)


def test_a_code_without_words_would_be_noticed() -> None:
    """Control arm."""
    assert "decision.unheard_of" not in {*GOES_ON, *OUTCOMES, *KNOWN}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", sorted(ALL))
def test_its_words_are_shown_spoken_and_printed(code: str, language: Language) -> None:
    standing, wording = _where(code)
    listed = Listed("017-00001-05", "gone.service", standing, "2026-11-20T10:00", code, due="2026-12-22")
    page = page_of(OneRequest(DORJ, (listed,), listed.number), a_house())
    spoken = words(language)

    assert spoken.say(wording) in "\n".join(spoken.say(said) for said in script(page))
    receipt = replace(RECEIPT, standing=standing, reason=code, due="2026-12-22", reference="12/7")
    paper = printed(slip(spoken, SITE, receipt))
    assert standing not in ("answered", "rejected") or spoken.paper(wording) in paper
    assert "12/7" in paper


def printed(paper: Document) -> str:
    lines = (block for block in paper.blocks if isinstance(block, Notice | Pair | Steps))
    texts = {Notice: lambda one: one.text, Pair: lambda one: one.value, Steps: lambda one: "\n".join(one.items)}
    return "\n".join(texts[type(one)](one) for one in lines)


def _where(code: str) -> tuple[Standing, Wording]:
    if code in KNOWN:
        return "rejected", reason(code)
    if code in OUTCOMES:
        return "answered", outcome(code)
    return "in_work", goes_on(code)
