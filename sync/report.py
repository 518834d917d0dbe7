"""What one round of the agent did, and what stood in its way."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sync.link import LinkDown, LinkError, LinkGarbage, LinkRefused
from sync.linkstate import LinkWord, Told

_COUNTED = (
    *("sent", "accepted", "rejected", "notices", "replies", "unsettled"),
    *("packs", "conflicts", "put_off", "missing", "attached"),
)


@dataclass(frozen=True)
class Report:
    """What one round did; `retry_after` is when the platform wants to be asked again, in seconds.

    `sent` is how many answers were due; `missing` are those of which it is known now that they never arrived.
    """

    sent: int = 0
    accepted: int = 0
    rejected: int = 0
    notices: int = 0
    replies: int = 0
    link: LinkWord = "up"
    trouble: str | None = None
    told: Told | None = None
    retry_after: float | None = None
    unsettled: int = 0
    conflicts: int = 0
    put_off: int = 0
    missing: int = 0
    attached: int = 0
    packs: int = 0
    poll_seconds: float | None = None

    @property
    def platform_time(self) -> str | None:
        """The last signed time of the platform."""
        return self.told.platform if self.told else None

    @property
    def progress(self) -> int:
        """How much the platform's word has moved: items settled, doubts ended, bytes of attachments taken."""
        return self.accepted + self.rejected + self.missing + self.attached

    def joined(self, other: Report) -> Report:
        """Return what this turn and *other*, a later one of the same round, did together."""
        sums = {name: getattr(self, name) + getattr(other, name) for name in _COUNTED}
        return replace(other, told=other.told or self.told, **sums)


def of_trouble(error: LinkError, items: int) -> Report:
    """Return what *error* says of a turn that carried *items*."""
    match error:
        case LinkRefused():
            return Report(link="refused", trouble=error.trouble, retry_after=error.retry_after)
        case LinkDown(sent=sent):
            return Report(sent=items if sent else 0, link="down", trouble=error.trouble)
        case LinkGarbage():
            return Report(sent=items, link="garbage", trouble=error.trouble)
    return Report(link="down", trouble=error.trouble)
