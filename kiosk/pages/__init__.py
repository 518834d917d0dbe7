"""Pages as data: what stands on the screen, in which order, and what each target does.

`model` is the closed set of what a page is made of, `stops` the order in
which keys reach it, `script` what the voice says of it. The builders, one
module for each stretch of a visit, turn a state into a page.
"""
