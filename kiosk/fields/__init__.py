"""The kinds of field a form may ask with, each a closed set of five functions.

`kind` says what the five are; there is one module for each kind.
"""

from __future__ import annotations

from config.catalogue import FieldKind
from kiosk.fields import address, choice, date, money, phone, regnum, text, yes_no
from kiosk.fields.kind import Kind, Offered, Parsed, Problem, Question, Schema

__all__ = ["KINDS", "Kind", "Offered", "Parsed", "Problem", "Question", "Schema"]

KINDS: dict[FieldKind, Kind] = {
    "text": text,
    "choice": choice,
    "yes_no": yes_no,
    "date": date,
    "address": address,
    "money": money,
    "phone": phone,
    "regnum": regnum,
}
