"""Cases that re-compute the last valid day of each exchanger as audited analyses."""

from collections.abc import Mapping
from decimal import Decimal

from greenlang.agents.exchanger.cases import PerformanceCase, Stream
from greenlang.agents.exchanger.fluids import fluid
from greenlang.agents.exchanger.history.zones import SIDES
from greenlang.agents.exchanger.method.cleaning_cost import HeatPrice, Surface
from greenlang.agents.exchanger.method.plan import FleetPlanCase
from greenlang.agents.exchanger.method.savings import Period, SavingsCase
from greenlang.agents.exchanger.method.zones import EnthalpyStream, ZonesCase
from greenlang.agents.exchanger.model import Exchanger, Fluid, HeatCurve, Plant, Side, Tag
from greenlang.agents.exchanger.results import (
    ExchangerHistory,
    FleetPlan,
    PlantHistory,
)
from greenlang.agents.exchanger.saving import SavingBasis, SavingMonth
from greenlang.agents.page import date
from greenlang.core.cases import Attachment
from greenlang.library.fouling.deposit import Deposit

DIGITS = 12
Case = PerformanceCase | ZonesCase | FleetPlanCase | SavingsCase


def cases(
    plant: Plant, history: PlantHistory, plan: FleetPlan | None = None
) -> Mapping[str, tuple[str, Case]]:
    """Exchanger -> analysis and its reconciled state on its last valid day; and the plan's proof.

    A stream known by its enthalpy curve goes by "zones" in counterflow; in another arrangement no
    single audited analysis gives what the history does, and none is kept that says otherwise.
    """
    found: dict[str, tuple[str, Case]] = {}
    for each in history.exchangers:
        asset = plant.asset(each.asset)
        if not each.latest:
            continue
        curved = any(isinstance(plant.fluids[name], HeatCurve) for name in asset.fluids.values())
        if not curved:
            found[each.asset] = ("performance", _case(plant, asset, each))
        elif asset.arrangement == "counterflow":
            found[each.asset] = ("zones", _by_enthalpy(plant, asset, each))
        if not curved:
            found |= {
                f"{each.asset}_cleaned_{date(one.cleaning_start)}": (
                    "savings", _saving(asset, each, one.basis)
                )
                for one in each.savings
                if one.basis is not None
            }  # fmt: skip
    if plan is not None and plan.problem:
        proof = FleetPlanCase(Attachment(plan.problem), Attachment(plan.certificate))
        found["fleet_plan"] = ("fleet_plan", proof)
    return found


def _saving(asset: Exchanger, of: ExchangerHistory, basis: SavingBasis) -> SavingsCase:
    """The saving of one cleaning from its months, with the share that reaches the furnace."""
    phi = _number(of.reference.get("network_value", 1.0))
    return SavingsCase(
        Deposit(
            law="linear",
            r_now=_number(basis.r_now),
            k=_number(basis.k),
            sigma_pace=_number(basis.sigma_pace),
            sigma_r_now=_number(basis.sigma_r_now),
        ),
        HeatPrice(
            fuel=_number(basis.fuel),
            eta=_number(basis.eta),
            phi=phi,
            co2_factor=_number(basis.co2_factor),
            co2=_number(basis.co2),
        ),
        tuple(_month(asset, one) for one in basis.months),
        _number(basis.sigma_q),
    )


def _month(asset: Exchanger, of: SavingMonth) -> Period:
    at = Surface(
        u_clean=_number(of.u_clean),
        area=_number(float(asset.area)),
        c_hot=_number(of.c_hot),
        c_cold=_number(of.c_cold),
        t_hot_in=_number(of.t_hot_in),
        t_cold_in=_number(of.t_cold_in),
        arrangement=asset.arrangement,  # type: ignore[arg-type]  # checked when it is solved
        shells=asset.shells,
        shell_side="hot" if asset.spaces["hot"] == "shell" else "cold",
    )
    return Period(at, _number(of.q), _number(of.since), _number(of.t))


def _by_enthalpy(plant: Plant, asset: Exchanger, of: ExchangerHistory) -> ZonesCase:
    hot, cold = (
        EnthalpyStream(
            fluid=fluid(_fluid(plant, asset.fluids[side], int(of.latest["day"]))),
            m=_number(of.latest[f"m_{side}"]),
            t_in=_number(of.latest[f"t_{side}_in"]),
            t_out=_number(of.latest[f"t_{side}_out"]),
        )
        for side in SIDES
    )
    return ZonesCase(hot, cold, _number(float(asset.area)), _number(of.latest["u_clean"]))


def _case(plant: Plant, asset: Exchanger, of: ExchangerHistory) -> PerformanceCase:
    design = asset.design
    allowed = [r for r in (design.r_f_shell, design.r_f_tube) if r is not None]
    return PerformanceCase(
        hot=_stream(plant, asset, "hot", of),
        cold=_stream(plant, asset, "cold", of),
        area=_number(float(asset.area)),
        arrangement=asset.arrangement,  # type: ignore[arg-type]  # checked when it is solved
        shells=asset.shells,
        shell_side="hot" if asset.spaces["hot"] == "shell" else "cold",
        u_clean=_number(of.latest["u_clean"]),
        q_design=None if design.duty is None else _number(float(design.duty)),
        r_f_design=_number(float(sum(allowed))) if allowed and sum(allowed) > 0 else None,
        balance="flag",
    )


def _stream(plant: Plant, asset: Exchanger, side: Side, of: ExchangerHistory) -> Stream:
    tags, state = asset.tags, of.latest
    return Stream(
        fluid=fluid(_fluid(plant, asset.fluids[side], int(state["day"]))),
        t_in=_number(state[f"t_{side}_in"]),
        t_out=_number(state[f"t_{side}_out"]),
        m=_number(state[f"m_{side}"]),
        sigma_t_in=_sigma(tags.get(f"t_{side}_in")),
        sigma_t_out=_sigma(tags.get(f"t_{side}_out")),
        sigma_flow=_share(tags.get(f"m_{side}")),
    )


def _fluid(plant: Plant, name: str, day: int) -> Fluid:
    """The fluid by the assay in force on a day."""
    dated = [a.properties for a in plant.assays if a.fluid == name and a.day <= day]
    return dated[-1] if dated else plant.fluids[name]


def _sigma(tag: Tag | None) -> Decimal | None:
    return None if tag is None or tag.relative else _number(tag.sigma)


def _share(tag: Tag | None) -> Decimal | None:
    return _number(tag.sigma) if tag is not None and tag.relative else None


def _number(value: float) -> Decimal:
    """As a record shows it: twelve digits, more than any meter."""
    return Decimal(f"{value:.{DIGITS}g}")
