"""Measured values that meet their balances, and which of them cannot be right.

`reconciled` takes many hours at once, `diagnosis` takes one state apart. Nothing here knows what is
balanced: the constraints come with their derivatives.
"""

from greenlang.library.reconcile.constraints import (
    Constraints,
    Linearised,
    difference_check,
    linear,
)
from greenlang.library.reconcile.diagnosis import Diagnosis, Suspect, diagnosis
from greenlang.library.reconcile.hours import Reconciled, Standing, reconciled
from greenlang.library.reconcile.limits import chi2_limit, sidak, smallest_bias, z_limit

__all__ = [
    "Constraints",
    "Diagnosis",
    "Linearised",
    "Reconciled",
    "Standing",
    "Suspect",
    "chi2_limit",
    "diagnosis",
    "difference_check",
    "linear",
    "reconciled",
    "sidak",
    "smallest_bias",
    "z_limit",
]
