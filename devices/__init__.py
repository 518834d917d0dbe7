"""Card, printer, keypad, headset jack, and simulators that speak the real wire.

No Qt, no knowledge of services.
"""
