from tests.devices.card.reader import listener, pcscd, pki, slot

__all__ = ["listener", "pcscd", "pki", "slot"]
