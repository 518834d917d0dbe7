"""What becomes of an accepted request: its life at the agency, its term, the registers, and who may touch it."""
