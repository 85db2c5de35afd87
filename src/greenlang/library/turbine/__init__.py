"""Turbines as the cold end sees them: what back pressure costs."""
