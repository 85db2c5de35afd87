"""Steam condensers: why the vacuum is what it is, what it costs, what to do."""

from greenlang.agents.agent import Agent
from greenlang.agents.condenser.analyses import ANALYSES
from greenlang.agents.condenser.history.declaration import HISTORY
from greenlang.agents.condenser.rules import RULES

AGENT = Agent(
    name="condenser",
    title="Condenser back pressure, cleanliness and air",
    history=HISTORY,
    analyses=ANALYSES,
    rules=RULES,
)
