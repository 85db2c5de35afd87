"""The language of numbers: equations, units, records and their verification."""
