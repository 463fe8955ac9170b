"""Commitments that hold up in many futures of demand: a two-stage stochastic programme.

Commitments are decided once; children are placed in each scenario when it is known. docs/robust.md.
"""
