"""Moist and dry air: closed forms that run in iterations and over years, and CoolProp's reading.

`moist` is what analyses use: it recomputes exactly and takes arrays. `states` reads the same
quantities from CoolProp's HumidAir as evidence. The two differ by 3e-4 at most (decision 18).
"""
