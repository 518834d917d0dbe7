"""The contract in `docs/` is the one the gateway speaks."""

import json
from pathlib import Path

DOCUMENT = Path(__file__).parents[3] / "docs" / "platform.openapi.json"


def test_the_published_contract_is_current(platform):
    """`kiosk gateway --folder DIR --openapi > docs/platform.openapi.json` writes it anew."""
    assert json.loads(DOCUMENT.read_text("utf-8")) == json.loads(json.dumps(platform.app.openapi()))
