"""`GET /v1/time` and `GET /v1/health`: what anybody may ask."""

from __future__ import annotations

from fastapi import FastAPI, Response

from sync.gateway import contract
from sync.gateway.platform import Gateway
from sync.gateway.routes.calls import Nonce, as_json
from sync.wire import encode


def add(app: FastAPI, gateway: Gateway) -> None:
    @app.get("/v1/time", **contract.TIME)
    async def time(nonce: Nonce) -> Response:
        """Say what time it is, signed together with the caller's nonce."""
        return as_json(encode(gateway.intake.time(bytes.fromhex(nonce))))

    @app.get("/v1/health", **contract.HEALTH)
    async def health() -> Response:
        """Say that the platform is there."""
        return as_json(b'{"status":"ok"}')
