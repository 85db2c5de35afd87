"""Every analysis of the agent with a complete example, a file a topic."""

from greenlang.agents.condenser.analyses import (
    air,
    boxes,
    causes,
    circuit,
    clean,
    decisions,
    more,
    parts,
    states,
    turbine,
    water,
)

ANALYSES = (
    *states.ANALYSES,
    *causes.ANALYSES,
    *turbine.ANALYSES,
    *air.ANALYSES,
    *boxes.ANALYSES,
    *parts.ANALYSES,
    *clean.ANALYSES,
    *more.ANALYSES,
    *water.ANALYSES,
    *circuit.ANALYSES,
    *decisions.ANALYSES,
)
