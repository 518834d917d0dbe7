"""The reference platform: it speaks the published contract and shows what a real one must do.

    app, routes/     the contract as HTTP; door, heads, rates, admission: who is let in, and when
    intake           what becomes of a batch; checking, logins/: whether it is believed; strangers: whom it waits for
    ledger, tables   what is kept, and migrations/: how it changes; outgoing, relay: passed on to others
    agencies/        the life of an accepted request, its term, the registers
    enrolment, keys  which kiosks may speak, and the platform's own keys; news, news_stick: what kiosks are told

It knows `sync.wire`, `sync.seal`, `sync.identity`, `sync.documents` and `config`, nothing else of the kiosk.
"""
