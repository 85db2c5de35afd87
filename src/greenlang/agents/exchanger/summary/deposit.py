"""What an exchanger's page says of its deposit: severity, law, mechanism, heat and drop, rates."""

import math

import numpy as np

from greenlang.agents.exchanger.figures.view import View
from greenlang.agents.exchanger.history.thermohydraulic import LEAST_DAYS
from greenlang.agents.exchanger.method.fouling import Law, severity_of
from greenlang.agents.exchanger.method.mechanism import Fluid, MechanismCase, mechanism
from greenlang.agents.exchanger.model import Petroleum, Water
from greenlang.agents.exchanger.results import Band, ExchangerHistory, ThermalHydraulic
from greenlang.agents.page import MISSING, Column, Table, date, fixed, known, percent
from greenlang.core.errors import GreenlangError

PATHS = {
    "growth": "a deposit grows inside the tubes",
    "ageing": "the deposit ages: it conducts better",
    "removal": "deposit came off without a cleaning",
    "blockage_or_roughness": "blockage or roughness in the tubes",
    "other_side_or_tag": "the deposit is on the other side, or a tag lies",
    "unchanged": "no change",
    "not_separable": "not separable",
}
LIKELY = 0.5  # weight of a law beyond which its shape is evidence


def deposit(view: View, one: ExchangerHistory) -> Table:
    """One row a question; what cannot be said is said."""
    rows = [
        ("Severity", severity(view, one)),
        ("Pace", _pace(one)),
        ("Mechanism", _mechanism(view, one)),
        ("Heat and drop", _hydraulic(one)),
        ("Threshold", _threshold(one)),
    ]
    rows += [("Season, load", "; ".join(one.rates.told))] if one.rates and one.rates.told else []
    return Table((Column("Deposit"), Column("what the data say")), tuple(rows))


def severity(view: View, one: ExchangerHistory) -> str:
    """Class of R_f against the allowance of the data sheet, by P50, with its band."""
    design = view.plant.asset(one.asset).design
    allowed = [float(r) for r in (design.r_f_shell, design.r_f_tube) if r is not None]
    if not allowed or not sum(allowed) > 0 or not known(one.r_f_now):
        return f"{MISSING}: no fouling allowance is given (design: r_f)"
    low, mid, high = (r / sum(allowed) for r in _three(one.r_f_now))
    text = f"{severity_of(mid)}: {percent(mid)} of the allowance"
    ends = {severity_of(low), severity_of(high)} - {severity_of(mid)}
    band = f"{percent(low)} to {percent(high)}"
    other = f"; {' or '.join(sorted(ends))} at the ends" if ends else ""
    return f"{text} ({band}{other})"


def _three(band: Band) -> tuple[float, float, float]:
    return band.p10, band.p50, band.p90


def _pace(one: ExchangerHistory) -> str:
    ahead = one.forecast
    if ahead is None:
        return f"{MISSING}: no forecast"
    spread = math.exp(ahead.unsteady)
    return (
        f"the forecast allows for a pace off by a factor of {fixed(spread, 2)} (one sigma), as past"
        " cycles of this and the other exchangers show"
    )


def _mechanism(view: View, one: ExchangerHistory) -> str:
    """By the fluid that is heated, its film, the law and the season; often undecided."""
    rates = one.rates
    fluid = _fluid(view, one)
    if fluid is None:
        return f"{MISSING}: no evidence is known of this fluid"
    film = np.array([]) if rates is None else rates.t_film[np.isfinite(rates.t_film)]
    if film.size == 0:
        return f"{MISSING}: the surface temperature is not known without the tubes' measures"
    law = _law(one)
    v = float(np.nanmedian(rates.v)) if rates is not None else None
    case = MechanismCase(
        fluid=fluid, t_surface=float(film[-1]), v=v, law=law,
        wall="heats" if _heated(view, one) else "cools",
    )  # fmt: skip
    try:
        found = mechanism(case)
    except GreenlangError as error:
        return f"{MISSING}: {error}"
    scores = ", ".join(f"{s.mechanism} {float(s.score):+.0f}" for s in found.scores[:3])
    return f"{found.mechanism} (weights of the evidence, no probability: {scores})"


def _law(one: ExchangerHistory) -> Law | None:
    """The law of growth, where the evidence chose one."""
    if one.forecast is None or not one.forecast.decided or not one.forecast.laws:
        return None
    best = max(one.forecast.laws, key=lambda each: each.weight)
    if best.name == "constant" or best.weight <= LIKELY:
        return None
    return best.name


def _heated(view: View, one: ExchangerHistory) -> bool:
    """The stream in the tubes takes up the heat."""
    return view.plant.asset(one.asset).spaces["cold"] == "tube"


def _fluid(view: View, one: ExchangerHistory) -> Fluid | None:
    """What the stream in the tubes is, in the words of the evidence."""
    asset = view.plant.asset(one.asset)
    name = asset.fluids["cold" if _heated(view, one) else "hot"]
    fluid = view.plant.fluids.get(name)
    if isinstance(fluid, Petroleum):
        return "crude" if "crude" in name.lower() else "hydrocarbon"
    return "cooling water" if isinstance(fluid, Water) and _heated(view, one) else None


def _hydraulic(one: ExchangerHistory) -> str:
    if not one.hydraulic:
        return (
            f"{MISSING}: no pressure drop of the tubes over {LEAST_DAYS} days of a cycle (dp_tube)"
        )
    now = one.hydraulic[-1]
    why = _thick(now) if now.verdict == "growth" else now.why
    text = f"{PATHS[now.verdict]} since {date(now.start)}: {why}"
    same = sum(each.verdict == now.verdict for each in one.hydraulic[:-1])
    before = len(one.hydraulic) - 1
    return f"{text}; so did {same} of {before} cycles before" if before else text


def _thick(now: ThermalHydraulic) -> str:
    low, mid, high = (fixed(1e3 * t, 2) for t in _three(now.thickness))
    k_low, k_mid, k_high = (fixed(k, 2) for k in _three(now.conductivity))
    return f"k_d {k_mid} W/m K ({k_low} to {k_high}), {mid} mm thick ({low} to {high})"


def _threshold(one: ExchangerHistory) -> str:
    rates = one.rates
    if rates is None or rates.threshold is None:
        return f"{MISSING}: {rates.note if rates else 'no rates'}"
    found = rates.threshold
    sd = np.sqrt(np.diag(found.covariance))
    told = f"a {found.a:.3g} ± {sd[0]:.2g} m² K/J"
    if found.removal:
        told += f", g {found.g:.2g} ± {sd[1]:.2g} m² K/J a Pa"
    misfit = np.sqrt(found.chi2 / found.freedom)
    told += f" (Ebert-Panchal form, fitted to {rates.rate.size} months"
    told += f"; rates lie {fixed(float(misfit), 1)} sigma off)" if misfit > 1.5 else ")"
    return f"{told}; {rates.note}" if rates.note else told
