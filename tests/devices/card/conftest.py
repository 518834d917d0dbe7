from tests.devices.card.reader import listener, only_slot, pcscd, pki, second_slot, slot

__all__ = ["listener", "only_slot", "pcscd", "pki", "second_slot", "slot"]
