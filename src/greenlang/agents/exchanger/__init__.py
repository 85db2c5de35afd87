"""Heat exchangers: how fouled, how sure, what it costs, when to clean."""

from greenlang.agents.agent import Agent
from greenlang.agents.exchanger.analyses import ANALYSES
from greenlang.agents.exchanger.history.declaration import HISTORY
from greenlang.agents.exchanger.rules import RULES

AGENT = Agent(
    name="exchanger",
    title="Heat-exchanger fouling and cleaning",
    history=HISTORY,
    analyses=ANALYSES,
    rules=RULES,
)
