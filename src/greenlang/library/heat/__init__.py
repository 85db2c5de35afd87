"""Heat transfer: duties, mean temperature differences, P-NTU, films, resistances."""
