"""Made-up authorities: yearly returns, a provider list and placement costs that join, from a seed."""
