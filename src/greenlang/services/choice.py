"""Which agent a plant file is for."""

from pathlib import Path

from greenlang import agents
from greenlang.agents.agent import Agent, agent
from greenlang.core.errors import InputError
from greenlang.services.files import plant as plant_files


def analysing() -> tuple[Agent, ...]:
    """Agents that analyse a plant's history."""
    return tuple(each for each in map(agent, agents.names()) if each.history is not None)


def chosen(name: str = "", plant_file: Path | None = None) -> Agent:
    """The agent of that name; without one, the one whose sections a plant file has.

    Errors: NotFound for an unknown name, InputError where it cannot be told.
    """
    if name:
        return agent(name)
    known = analysing()
    if len(known) == 1:
        return known[0]
    given = set() if plant_file is None else set(plant_files.loaded(plant_file))
    shares = [len(given.intersection(_sections(each))) for each in known]
    if shares.count(max(shares)) == 1:
        return known[shares.index(max(shares))]
    what = "whose plant file is it to be" if plant_file is None else f"whose is {plant_file}"
    raise InputError(f"{what}? name the agent: {_listed(known)}")


def _sections(one: Agent) -> tuple[str, ...]:
    return () if one.history is None else one.history.sections


def _listed(known: tuple[Agent, ...]) -> str:
    return "; ".join(f"--agent {each.name} ({each.title})" for each in known)
