"""Settings that the platform may change from afar: a closed list, few and harmless.

Whatever says whom to trust, where to connect, or which part stands where is
not among them, and never will be. The rule: what the platform sent wins over
the site file, but for the settings that the site file keeps for itself in
`link.site_keeps`. What does not fit together is refused whole.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from config.settings import CHANGEABLE, Settings, contradictions

Values = Mapping[str, Mapping[str, str | int | float]]
"""Sections, and in each the settings by name."""


class NotSettings(Exception):  # noqa: N818 - what the values are
    """The values are not settings that can be changed so; `reasons` name each mistake."""

    def __init__(self, reasons: tuple[str, ...]) -> None:
        super().__init__("; ".join(reasons[:5]))
        self.reasons = reasons


def renewed(site: Settings, values: Values) -> Settings:
    """Return the settings of *site* with *values* in their place; NotSettings when they cannot be."""
    if not all(isinstance(given, Mapping) for given in values.values()):
        raise NotSettings(("settings stand in sections",))
    names = [f"{section}.{name}" for section, given in values.items() for name in given or ("",)]
    if strange := tuple(name for name in names if name not in CHANGEABLE):
        raise NotSettings(tuple(f"{name}: is not for the platform to change" for name in strange))
    plain = msgspec.to_builtins(site)
    for section, given in values.items():
        kept = (name for name in given if f"{section}.{name}" not in site.link.site_keeps)
        plain[section].update({name: given[name] for name in kept})
    try:
        changed = msgspec.convert(plain, Settings)
    except msgspec.ValidationError as error:
        raise NotSettings((str(error),)) from None
    if found := tuple(f"{'.'.join(map(str, where))}: {what}" for where, what in contradictions(changed)):
        raise NotSettings(found)
    return changed
