"""Steam condensers: why the vacuum is what it is, what it costs, what to do."""

from greenlang.agents.agent import Agent
from greenlang.agents.condenser.analyses import ANALYSES

AGENT = Agent(
    name="condenser",
    title="Condenser back pressure, cleanliness and air",
    analyses=ANALYSES,
)
