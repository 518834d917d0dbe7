from tests.devices.card.reader import documents, pcscd, pki, second_slot, slot

__all__ = ["documents", "pcscd", "pki", "second_slot", "slot"]
