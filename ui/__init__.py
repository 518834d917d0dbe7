"""The screen: window, page view, painted components, theme, focus.

`bridge` carries events from device threads to Qt. No rules.
"""
