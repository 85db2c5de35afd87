"""Decisions: how to run the cold end now, when to clean which waterbox, what to repair."""
