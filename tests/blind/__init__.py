"""Visits by somebody who sees nothing: what is heard, keys that are felt, and common sense. Nothing else is known.

`sense`, `person` and `wishes` import nothing of the kiosk's pages, states or
stops; `booth` builds the machine around the person and hands over only ears
and fingers.
"""
