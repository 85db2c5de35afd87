"""Wet cooling towers after Merkel: what the water asks, what the fill gives, and what it costs.

L is water, G dry air, both kg/s; L/G is called `ratio`. Counterflow; crossflow fills are fitted in
the same form. The wet bulb is that of the air that ENTERS: ambient and what recirculates.
"""
