"""How long a caller may take to say what they have to say: a drip holds no place for long.

A kiosk gives up by itself before: after 45 seconds, or where fewer than 100
bytes a second move (`sync.watch.Timeouts`). So nobody honest is ended here.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Patience:
    """Seconds and bytes a second: content has `grace` and what it needs at the rate of `least`, `most` in all."""

    grace: float = 20.0
    least: float = 50.0
    most: float = 90.0

    async def within(self, chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        """Yield *chunks* as they come; TimeoutError where they come too slowly."""
        came, began = 0, asyncio.get_running_loop().time()
        while True:
            try:
                async with asyncio.timeout_at(began + min(self.most, self.grace + came / self.least)):
                    chunk = await anext(chunks)
            except StopAsyncIteration:
                return
            came += len(chunk)
            yield chunk
