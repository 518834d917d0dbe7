"""What the kiosk costs, beside what it could cost at least: `make bench`, or `python -m tests.bench`.

Every figure has a peer or a physical limit measured in the same run, the two
by turns, so that the load of the machine hits both alike. Read the ratios.
"""
