"""The rules of a visit and the one command line.

    visit, turn        one visit after the other, in one thread; the gate before it; session/: its rules; idle, observer
    crew, errands      who carries out what the rules ask for: desks/; papers/: what stands on paper
    house              what is so on this machine: readiness, faults, clinic, examinations, freshness, guarded_clock
    pages/             what is shown, as data; form, fields/, entry, keyboards: what is filled in; search, whom, reasons
    hands              what keys and fingers do; keypad, focus, listener, first_letters, tapping, touch: where it leads
    speech             what is said of a page: script, echo; discretion: to whom; mouth, chimes: when; presentation: how
    typed_secrets      what is typed or read and overwritten: pin, printed, wedge, pace; pin_guard, weak_pin, forgetful
    wiring             the parts of one machine, put together; strongroom, knowledge, state, *_site: from what; delivery
    commands/, demo/   what a technician calls; the simulated machine around a kiosk

No Qt, no hardware, no network, no SQL.
"""
