"""Pages as data: what stands on the screen, in which order, and what each target does.

`blocks` is the closed set of what a page is made of, `model` the page and what
stands around it, `stops` the order in which keys reach it. The builders, one
module for each stretch of a visit, turn a state into a page (`build`), which
stands in groups and by the alphabet where that helps (`arranged`).
"""
