"""Where problems come from: readers, checks, packaged instances."""
