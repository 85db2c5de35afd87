"""Make the golden records on every supported Python of this machine: `make golden`.

Each interpreter gets a small environment of its own with the locked NumPy, makes every record anew
and compares it, byte by byte, with the one that is kept.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SUPPORTED = ("3.11", "3.12", "3.13")
NEEDED = ("numpy",)
VERSION = "import sys; print('%d.%d.%d' % sys.version_info[:3])"


def main() -> int:
    """Run on each Python found; 1 where a record differs, or where none was found."""
    outcomes = {}
    for wanted in SUPPORTED:
        found = interpreter(wanted)
        if found is None:
            print(f"Python {wanted}: not on this machine")
            continue
        version, python = found
        outcomes[version] = same_records(version, python)
        verdict = "all records equal" if outcomes[version] else "RECORDS DIFFER"
        print(f"Python {version}: {verdict}", flush=True)
    ran = ", ".join(outcomes) or "none"
    print(f"golden records checked on: {ran}")
    return 0 if outcomes and all(outcomes.values()) else 1


def interpreter(wanted: str) -> tuple[str, Path] | None:
    """Full version and path of the first Python `wanted` that really runs."""
    for candidate in candidates(wanted):
        try:
            told = subprocess.run(
                [str(candidate), "-c", VERSION], capture_output=True, text=True, check=False
            )
        except OSError:
            continue
        version = told.stdout.strip()
        if told.returncode == 0 and version.startswith(f"{wanted}."):
            return version, candidate
    return None


def candidates(wanted: str) -> Iterator[Path]:
    """Where a Python may be: on the path, or in a version manager's folder."""
    yield Path(sys.executable)
    for folder in os.environ.get("PATH", "").split(os.pathsep):
        yield Path(folder) / f"python{wanted}"
    home = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    for version in sorted(home.glob(f"versions/{wanted}.*"), reverse=True):
        yield version / "bin" / "python"


def same_records(version: str, python: Path) -> bool:
    """True if this interpreter makes every golden record as it is kept."""
    folder = ROOT / ".golden" / version
    ready = folder / "ready.txt"
    lock = locked(NEEDED)
    if not ready.exists() or ready.read_text() != lock:
        subprocess.run([str(python), "-m", "venv", "--clear", str(folder)], check=True)
        requirements = folder / "requirements.lock"
        requirements.write_text(lock)
        pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet"]
        pip += ["--disable-pip-version-check", "--require-hashes", "-r", str(requirements)]
        subprocess.run(pip, check=True)
        ready.write_text(lock)
    environment = os.environ | {"PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
    check = [str(folder / "bin" / "python"), "-m", "tests.golden.records"]
    return subprocess.run(check, cwd=ROOT, env=environment, check=False).returncode == 0


def locked(names: tuple[str, ...]) -> str:
    """The entries of the runtime lock for these packages, hashes included."""
    text = (ROOT / "requirements" / "runtime.lock").read_text()
    entries = re.findall(r"^[a-z].*(?:\n {4}.*)*", text, flags=re.MULTILINE)
    return "\n".join(e for e in entries if e.partition("==")[0] in names) + "\n"


if __name__ == "__main__":
    sys.exit(main())
