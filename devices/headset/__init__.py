"""The headset jack: whether a headset is in it, and whether anything can feel that.

`station` is what the kiosk uses. Nothing here makes a sound, or knows what a headset changes.
"""
