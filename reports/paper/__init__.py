"""From plan to budget paper: one set of tables and charts, shown as Word, Excel and one HTML page."""
