"""The screen: window, page view, painted components, theme, focus, reading by touch.

`bridge` carries events from device threads to Qt. No rules.
"""
