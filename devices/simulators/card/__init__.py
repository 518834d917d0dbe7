"""A card reader with cards, for demonstrations and tests: a private pcscd, and virtual cards out of files.

Every person in it is invented. The kiosk opens to these cards only where its
settings say `demo`, because their anchor carries the demonstration marker.
"""
