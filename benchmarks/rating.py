"""Complete shell-and-tube ratings by Bell-Delaware a second: audited, recorded and hashed."""

from collections.abc import Mapping
from typing import Any

from benchmarks.kernels import Figures, best

SHELL: Mapping[str, Any] = {
    "kind": "shell_tube", "d_s": "1.05", "tubes": 820, "d_o": "0.01905", "d_i": "0.01483",
    "length": "6.1", "pitch": "0.0254", "layout": "45", "passes": 2, "k_wall": "45",
    "plugged": 6, "dotl": "1", "strips": 2, "roughness": "46e-6",
    "baffles": {
        "count": 20, "cut": "0.25", "spacing": "0.26", "to_shell": "0.0065", "to_tube": "0.0008",
    },
    "nozzles": {
        "shell_in": "0.254", "shell_out": "0.254", "tube_in": "0.303", "tube_out": "0.303",
    },
}  # fmt: skip


def measure() -> Figures:
    """State with its band, both films, every J and R, drops by part with nozzles, surfaces.

    SI numbers and constant properties, as in the figure of `performance`: 172 recorded steps. The
    example of the analysis, petroleum on both sides in plant units with the wall's temperature
    sought (some 300 steps), is told beside it.
    """
    from greenlang.agents.agent import agent
    from greenlang.core.cases import case_from
    from greenlang.core.provenance import audit
    from greenlang.core.verify import verify

    rating = agent("exchanger").analysis("rating")
    short = case_from(rating.case, _constant(rating.example))
    long = case_from(rating.case, rating.example)
    steps = verify(audit(rating.run, short).record).steps
    seconds = best(lambda: audit(rating.run, short), 40, 20)
    example = best(lambda: audit(rating.run, long), 20, 10)
    print(f"# {steps} steps, {steps / seconds:.3g} steps/s; the example: {1.0 / example:.0f} 1/s")
    return {"audit_bell_delaware_per_s": (1.0 / seconds, "1/s")}


def _constant(example: Mapping[str, Any]) -> dict[str, Any]:
    """The example with constant properties and SI numbers."""
    sides = {
        "hot": (("2570", "750", "8.3e-4", "0.104"), ("493.15", "433.15", "30")),
        "cold": (("2405", "764", "8.0e-4", "0.112"), ("393.15", "428.15", "54.9")),
    }
    streams = {
        name: {
            "fluid": {
                "kind": "constant",
                **dict(zip(("cp", "rho", "mu", "k"), of_fluid, strict=True)),
            },
            **dict(zip(("t_in", "t_out", "m"), state, strict=True)),
            "sigma_t_in": "0.5",
            "sigma_t_out": "0.5",
            "sigma_flow": "0.02",
        }
        for name, (of_fluid, state) in sides.items()
    }
    fouling = {"hot": "3e-4", "cold": "5e-4"}
    plain = {"geometry": SHELL, "fouling": fouling, "measured": {}, "q_design": "4.9e6"}
    return {**example, **streams, **plain}
