"""Cited tables: one CSV file each, with release, table and page."""
