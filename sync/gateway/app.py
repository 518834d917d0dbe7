"""The contract as HTTP, described by OpenAPI: each route in `routes`, what they share in `platform`.

Answers for: no call is believed before its kiosk's signature; none is longer
than its limit; when too many come at once, the rest are sent away with a
pause, before any work. Logs who called what and when, never what was in it.
"""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator

from fastapi import FastAPI

from sync.gateway import contract
from sync.gateway.agencies.rounds import Watch
from sync.gateway.door import Door
from sync.gateway.journal import AccessLog
from sync.gateway.packing import Packing
from sync.gateway.patience import Patience
from sync.gateway.platform import Gateway, GatewaySettings
from sync.gateway.routes import agency, attachments, batches, enrolment, operator, packs, time, trails, updates
from sync.gateway.routes.calls import RefusedError, refusal

__all__ = ["GatewaySettings", "make_app"]


def make_app(settings: GatewaySettings) -> FastAPI:
    """Return the gateway; its ledger is opened here and closed when the app shuts down."""
    gateway = Gateway(settings)

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        watch = Watch(gateway.rounds)
        watch.start()
        yield
        watch.close()
        gateway.close()

    app = FastAPI(title="e-Mongolia kiosk platform", version="1", lifespan=lifespan)
    app.state.ledger = gateway.ledger
    app.state.enrolments = gateway.enrolments
    app.add_middleware(Packing)
    app.state.admission = gateway.admission
    app.state.gateway = gateway
    app.state.patience = Patience()
    app.add_middleware(Door, rates=lambda: settings.rates)
    app.add_middleware(AccessLog)
    app.add_exception_handler(RefusedError, refusal)
    for route in (batches, attachments, updates, packs, time, enrolment, agency, operator, trails):
        route.add(app, gateway)
    contract.describe(app)
    return app
