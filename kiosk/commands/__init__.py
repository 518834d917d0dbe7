"""The one command line: what `kiosk NAME` does, a module for each kind of question.

Exit codes: 0 well, 1 the thing asked about is not well, 2 wrong use. With
`--json` exactly one JSON document goes to stdout; logs go to stderr.
"""
