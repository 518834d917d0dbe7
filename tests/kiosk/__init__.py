"""The rules of a visit, without screen, hardware, network or store."""
