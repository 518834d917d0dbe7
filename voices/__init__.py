"""Speech: what to say, how numbers are read, the Mongolian voice, one audio sink.

No knowledge of services.
"""
