"""Demand as other models project it: reading their files, every column mapped in the open or named as a fault."""
