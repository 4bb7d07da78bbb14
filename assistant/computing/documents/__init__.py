"""Documents as what can be computed with: rows with a name, and values with names and units of their own."""
