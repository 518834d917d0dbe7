from tests.devices.card.reader import documents

__all__ = ["documents"]
