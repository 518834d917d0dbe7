"""Slow tests that `make nightly` runs: of the bundle as it would be installed."""
