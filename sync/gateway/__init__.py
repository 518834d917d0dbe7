"""The reference platform: it speaks the published contract and shows what a real one must do.

It knows `sync.wire`, `sync.seal`, `sync.identity`, `sync.documents` and `config`, nothing else of the kiosk.
"""
