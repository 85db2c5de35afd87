"""P-NTU of every arrangement: forward, inverse, limits and the table of arrangements."""
