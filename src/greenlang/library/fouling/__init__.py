"""Fouling laws, their fits and forecasts."""
