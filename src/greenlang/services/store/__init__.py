"""Where a plant's data live: PostgreSQL, embedded from its wheel or by URL."""
