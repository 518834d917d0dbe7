"""Electronic travel documents (ICAO Doc 9303): a passport, or a card with its application.

`passport.Passport` is the whole profile; everything else here is a step of it.
"""
