"""Tests need no display (Qt draws into memory) and no card service of the machine's own."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from devices.simulators.card.pcscd import see_only_private

see_only_private()
