"""Papers of others, and ours, judged without a link: what the text of a square code is worth.

Pure: texts and carried keys in, a `Finding` out, never an exception for what somebody put under a reader.
"""
