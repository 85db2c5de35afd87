"""Bell-Delaware: shell side of an E shell with single segmental baffles. f here is Bell's own.

Every clearance is DIAMETRAL: shell less baffle, hole less tube. What a drawing gives by the radius
must be doubled first, else both leakage areas come out at half their size.
"""
