"""Recorded people in place of the engine: where a fixed text has a recording, that is what is heard."""
