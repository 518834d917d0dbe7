"""A speech child with a seeded fault: it keeps all it ever said."""

import sys

from voices.child import main
from voices.sink import Outlet, Sink


class Leaking(Outlet):
    _kept: list[bytes] = []  # noqa: RUF012 - of the whole process, as leaks are

    def write(self, pcm: bytes) -> None:
        self._kept.append(bytes(pcm))
        super().write(pcm)


if __name__ == "__main__":
    sys.exit(main(Sink(Leaking)))
