"""Where effects are carried out: card, requests, paper. Each turns a room's answers into session events.

Work happens on the desk's own thread; every answer is posted to the thread
of the visit.
"""
