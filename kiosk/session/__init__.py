"""One visit as a value: `advance` takes a state and an event, and answers a state and effects.

`states`, `events` and `effects` are frozen values; the rules of each stretch
of a visit are one module each. Nothing here looks at a clock or a device.
"""
