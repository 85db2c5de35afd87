"""What the verified saving of a cleaning rests on."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SavingMonth:
    """Means over the hours in service of a month after a cleaning; SI. `since`: since before it."""

    t_hot_in: float
    t_cold_in: float
    c_hot: float
    c_cold: float
    u_clean: float
    q: float
    since: float
    t: float


@dataclass(frozen=True)
class SavingBasis:
    """What a saving rests on, so that its record can be computed from nothing else; SI.

    Without the cleaning R_f had grown on from `r_now` by `k` a second (m2 K/W): the mean pace of
    the draws of the law of before. Sigmas are relative but that of `r_now`; prices are those of the
    days, weighed by what each saved.
    """

    r_now: float
    sigma_r_now: float
    k: float
    sigma_pace: float
    sigma_q: float
    fuel: float
    co2_factor: float
    co2: float
    eta: float
    months: tuple[SavingMonth, ...]
