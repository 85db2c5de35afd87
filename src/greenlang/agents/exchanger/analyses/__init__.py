"""Every analysis of the agent with a complete example, a file a topic."""

from greenlang.agents.exchanger.analyses import (
    cleaning,
    condition,
    fouling,
    kettle,
    parts,
    plan,
    rating,
    states,
    train,
    worth,
    zones,
)

ANALYSES = (
    *states.ANALYSES,
    *zones.ANALYSES,
    *rating.ANALYSES,
    *kettle.ANALYSES,
    *parts.ANALYSES,
    *train.ANALYSES,
    *fouling.ANALYSES,
    *cleaning.ANALYSES,
    *plan.ANALYSES,
    *worth.ANALYSES,
    *condition.ANALYSES,
)
