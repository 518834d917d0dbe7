"""What a person takes home or a technician hangs up: each paper as a document, in words.

Answers for what each paper says and for its truth: "received by this
machine" until the agency has accepted, and what is unknown is said to be
unknown. Dots and bytes are the printer's. A paper is made from the kept
request, never from a screen, so a copy says what the first one said.
"""
