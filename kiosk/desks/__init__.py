"""Where effects are carried out, and what the machine tells: card, requests, paper, jack, pads.

Each turns a room's answers into session events.

Work happens on the desk's own thread; every answer is posted to the thread
of the visit.
"""
