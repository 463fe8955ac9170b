"""What a reader sees: the screen, and the folder a plan is written to."""
