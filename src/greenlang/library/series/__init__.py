"""Time series in plain arrays: alignment, gates, robust means, breaks, a smoothed level and rate.

Readings come in with quality codes and go through `align`, the gates and `hourly`; daily values
through `huber_mean`, `breaks` and `smooth`. Nothing here knows what is measured.
"""

from greenlang.library.series.arrays import row_median, runs, spread
from greenlang.library.series.breaks import Pieces, breaks, penalty
from greenlang.library.series.gates import (
    Hours,
    Periods,
    calm,
    coded,
    hourly,
    median_7,
    off_periods,
    quantum,
    reasons,
    running,
    spikes,
    stuck,
)
from greenlang.library.series.grid import Aligned, Grid, align, grid_over
from greenlang.library.series.robust import (
    Means,
    by_group,
    difference_sd,
    grouped,
    huber_mean,
    lag_1,
    n_eff,
    sd_of_mean,
)
from greenlang.library.series.selection import aicc, aicc_unknown_sd, akaike_weights
from greenlang.library.series.smooth import Smoothed, smooth

__all__ = [
    "Aligned",
    "Grid",
    "Hours",
    "Means",
    "Periods",
    "Pieces",
    "Smoothed",
    "aicc",
    "aicc_unknown_sd",
    "akaike_weights",
    "align",
    "breaks",
    "by_group",
    "calm",
    "coded",
    "difference_sd",
    "grid_over",
    "grouped",
    "hourly",
    "huber_mean",
    "lag_1",
    "median_7",
    "n_eff",
    "off_periods",
    "penalty",
    "quantum",
    "reasons",
    "row_median",
    "running",
    "runs",
    "sd_of_mean",
    "smooth",
    "spikes",
    "spread",
    "stuck",
]
