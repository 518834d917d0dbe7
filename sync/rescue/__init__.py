"""What becomes of a store that is ill: it is put aside whole, and what can be read of it is saved row by row."""
