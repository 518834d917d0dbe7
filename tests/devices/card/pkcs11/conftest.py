from tests.devices.card.pkcs11.scripted import opened
from tests.devices.card.pkcs11.tokens import authority, open_card, vendor_module

__all__ = ["authority", "open_card", "opened", "vendor_module"]
