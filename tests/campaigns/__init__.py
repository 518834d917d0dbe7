"""Many faults at chosen moments, counted. `CAMPAIGN=long` takes the long form; each has an arm that must be caught.

With no failure in N tries the true rate of failure is below 3/N, with 95 % confidence (the rule of three).
"""
