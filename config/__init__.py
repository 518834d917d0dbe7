"""Typed settings and their loader, and what is shown and offered as data.

The catalogue, places, themes and words live in `data/`. No logic beyond loading and checking.
"""
