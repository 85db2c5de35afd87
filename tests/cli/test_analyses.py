"""`greenlang <agent> <analysis>` as a user sees it."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from greenlang import agents
from greenlang.agents.agent import agent
from greenlang.app import command
from greenlang.cli.plants import analysed
from greenlang.cli.shell import Setup
from greenlang.core.errors import ConfigError


def test_help_names_every_field_with_its_unit() -> None:
    arguments = ["exchanger", "performance", "--help"]
    shown = CliRunner().invoke(command(arguments), arguments, env={"COLUMNS": "200"}).output
    flat = re.sub(r"\s+", " ", shown)
    for field in ("area (m2)", "u_clean (W/(m2 K))", "r_f_design (m2 K/W)", "q_loss (W)"):
        assert field in flat


def test_a_folder_in_the_way_is_said_before_anything_is_read(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("keep", encoding="utf-8")
    nowhere = tmp_path / "there is no such file"
    with pytest.raises(ConfigError, match="name another --out"):
        analysed(agent("exchanger"), nowhere, nowhere, tmp_path, Setup(1, None))


@pytest.mark.parametrize("name", agents.names())
def test_no_command_hides_another(name: str) -> None:
    (group,) = [each for each in command([name]).registered_groups if each.name == name]
    assert group.typer_instance is not None
    names = [each.name for each in group.typer_instance.registered_commands]
    assert len(names) == len(set(names)) >= len(agent(name).analyses)
