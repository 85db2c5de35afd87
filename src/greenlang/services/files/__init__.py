"""Readers and writers of plant files, histories and records."""
