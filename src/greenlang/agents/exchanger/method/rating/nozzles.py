"""Nozzles of a stream, where their bores are known."""

from greenlang.agents.exchanger.method.rating.sides import Stream
from greenlang.core.maths import Number
from greenlang.library.flow import friction


def nozzle_parts(s: Stream, bore_in: Number, bore_out: Number) -> list[tuple[str, Number]]:
    """Drops in the inlet and outlet nozzle of one shell, at their own velocity."""
    kinds = (
        ("inlet nozzle", bore_in, friction.inlet_nozzle_drop),
        ("outlet nozzle", bore_out, friction.outlet_nozzle_drop),
    )
    return [(name, _drop(s, bore, drop)) for name, bore, drop in kinds if bore is not None]


def _drop(s: Stream, bore: Number, drop: Number) -> Number:
    return drop(s.rho, friction.nozzle_velocity(s.m, s.rho, bore), bore, s.mu)
