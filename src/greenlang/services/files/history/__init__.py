"""Readers of plant history, from bytes to clean series; `services.files.tags` is the door."""
