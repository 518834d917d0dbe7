"""Card, printer, keypad, and simulators that speak the real wire.

No Qt, no knowledge of services.
"""
