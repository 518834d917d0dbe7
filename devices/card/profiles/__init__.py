"""Kinds of card, one module or folder each; `card` says what every kind can do.

A country's own card is one more file here, and its name in `APPLETS` of `devices.card.session`.
"""
