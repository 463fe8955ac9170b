"""The optimiser: profiles, formulation, solve. The only room that knows PuLP and HiGHS."""
