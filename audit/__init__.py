"""The second opinion: ledger and verification from the written plan alone."""
