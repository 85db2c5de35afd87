"""Commands on an installation's data, as an administrator types them."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from greenlang.services.store.database import Database
from tests.services.store.conftest import empty_url, server, url
from tests.services.store.stories import told
from tests.services.store.test_chains import filled

__all__ = ["empty_url", "server", "url"]
pytestmark = pytest.mark.parametrize("server", ["embedded"], indirect=True)


def greenlang(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "greenlang.app", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_backup_is_restored_and_its_chains_hold_against_a_head_kept_elsewhere(
    url: str, empty_url: str, tmp_path: Path
) -> None:
    async def story(base: Database) -> None:
        await filled(base)

    told(url, story)
    head, dump = tmp_path / "head.json", tmp_path / "all.dump"
    assert greenlang("audit", "head", str(head), "--database", url).returncode == 0
    assert len(json.loads(head.read_text())["heads"]) == 4
    saved = greenlang("backup", str(dump), "--database", url, "--data", str(tmp_path))
    assert saved.returncode == 0, saved.stderr
    again = greenlang("restore", str(dump), "--database", url)
    assert again.returncode == 2
    assert "not empty" in again.stderr
    restored = greenlang("restore", str(dump), "--database", empty_url, "--data", str(tmp_path))
    assert restored.returncode == 0, restored.stderr
    verified = greenlang("audit", "verify", "--head", str(head), "--database", empty_url)
    assert "whole: 12 records and 12 entries" in verified.stdout, verified.stderr
    other = tmp_path / "other.json"
    content = json.loads(head.read_text())
    content["heads"]["record/none"] = [3, "sha256:0"]
    other.write_text(json.dumps(content))
    cut = greenlang("audit", "verify", "--head", str(other), "--database", empty_url)
    assert cut.returncode == 2
    assert "record/none is gone" in cut.stderr


def test_the_doctor_says_what_is_well_and_what_to_mend(url: str, tmp_path: Path) -> None:
    well = greenlang("doctor", "--database", url, "--data", str(tmp_path))
    assert well.returncode == 0, well.stderr
    assert "schema: today's" in well.stdout
    (tmp_path / "key").write_text("00" * 32)
    (tmp_path / "key").chmod(0o644)
    ill = greenlang("doctor", "--database", "postgresql://x@127.0.0.1:1/y", "--data", str(tmp_path))
    assert ill.returncode == 2
    assert "database: the database does not answer" in ill.stdout
    assert "chmod 600" in ill.stdout
    none = greenlang("doctor", "--data", str(tmp_path / "nowhere"))
    assert "none yet" in none.stdout
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ('host = "0.0.0.0"', "without encryption"),
        ("port = 99999", "no number from 0 to 65535"),
        ("prot = 1", "did you mean 'port'?"),
        ('tls_cert = "x.pem"', "belong together"),
        ("port = ", "not TOML"),
        ("rate_signed_in = 0", "1 or more"),
    ],
)
def test_a_wrong_setting_stops_the_start_and_names_itself(
    toml: str, said: str, server: object, tmp_path: Path
) -> None:
    del server
    path = tmp_path / "greenlang.toml"
    path.write_text(toml)
    answer = greenlang("serve", "--config", str(path), "--data", str(tmp_path / "data"))
    assert answer.returncode == 2
    assert said in answer.stderr
    assert not (tmp_path / "data").exists()
