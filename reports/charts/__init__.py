"""Charts of the paper: one module a chart, each drawn from the table that stands behind it."""
