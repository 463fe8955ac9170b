"""Sweeps over a live model: sizes of a block, levels of a policy."""
