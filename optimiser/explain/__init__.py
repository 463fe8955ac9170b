"""Explaining a plan, or why there is none: what commitments and policies are worth, and what clashes."""
