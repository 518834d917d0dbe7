from tests.devices.card.reader import listener, pcscd, pki, second_slot, slot

__all__ = ["listener", "pcscd", "pki", "second_slot", "slot"]
