"""The encrypted store, outbox, sealing, device identity and the agent that delivers.

`gateway` is the reference platform at the other end. No Qt, no devices.
"""
