"""Friction and pressure drop."""
