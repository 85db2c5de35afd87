"""Every analysis of the agent with a complete example, a file a topic."""

from greenlang.agents.exchanger.analyses import condition, fouling, rating, states, worth, zones

ANALYSES = (
    *states.ANALYSES,
    *fouling.ANALYSES,
    *zones.ANALYSES,
    *rating.ANALYSES,
    *worth.ANALYSES,
    *condition.ANALYSES,
)
