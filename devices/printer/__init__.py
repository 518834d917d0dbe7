"""Paper that tells the truth: a document becomes a picture, the picture bytes, and the bytes a verdict.

`station` is what the kiosk uses. Nothing here knows a service, a page or a word.
"""
