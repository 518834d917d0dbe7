"""Carries out the effects of a visit that are about paper: printing it and reading it aloud."""

from __future__ import annotations

from kiosk.crew import Crew, Reply
from kiosk.presentation import Presentation
from kiosk.session.effects import PrintPaper, PrintSheet, PrintTestPage, ReadPaper, SayPaper

PaperWork = PrintPaper | PrintSheet | PrintTestPage | ReadPaper | SayPaper


def do_paper(effect: PaperWork, crew: Crew, presentation: Presentation, reply: Reply) -> None:
    """Carry out *effect*; what comes of it goes to *reply*."""
    match effect:
        case PrintPaper():
            crew.paper.print_paper(effect, presentation, reply)
        case PrintSheet():
            crew.paper.print_sheet(effect, presentation, reply)
        case PrintTestPage():
            crew.paper.print_test_page(reply)
        case ReadPaper(paper):
            crew.paper.read_paper(paper, presentation, reply)
        case SayPaper(lines, aloud):
            crew.speaker.read(lines, aloud=aloud)
