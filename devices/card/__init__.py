"""The citizen's card: seen, trusted, and only then asked for a PIN.

`station` is what the kiosk uses; `events` is what it hears. Nothing here
knows a service, a page or a word.
"""
