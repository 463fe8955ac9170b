"""Ofsted's list of social care providers, read in the layouts of 2023, 2024 and 2025 and merged as offers."""
