"""The calls of the contract over HTTP, a module for each."""
