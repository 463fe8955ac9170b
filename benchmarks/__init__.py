"""What measures speed; not installed."""
