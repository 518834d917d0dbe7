"""The tactile pads, read past the screen: which key was pressed, and whether a pad is there.

`station` is what the kiosk uses. Nothing here knows what a key does.
"""
