"""The formulas that a release publishes: the text hash of every equation of library and agents.

python -m tests.golden.published          compare with the list of this version; 1 where it differs
python -m tests.golden.published --keep   write it anew (with a line in the changelog)

`greenlang verify` holds records against this list, so that a forged formula does not pass.
"""

import importlib
import json
import pkgutil
import sys
from pathlib import Path

import greenlang
from greenlang.core.equations import REGISTRY

LAYERS = ("greenlang.library.", "greenlang.agents.")
FOLDER = Path(greenlang.__file__).parent / "library" / "data" / "published"


def kept() -> Path:
    """Where the list of this version lies."""
    return FOLDER / f"{greenlang.__version__}.json"


def registered() -> dict[str, str]:
    """Name and text hash of every equation that is installed, by name; readings are no formulas."""
    for module in pkgutil.walk_packages(greenlang.__path__, "greenlang."):
        if module.name.startswith(LAYERS):
            importlib.import_module(module.name)
    return {
        name: eq.text_hash
        for name, eq in sorted(REGISTRY.items())
        if eq.function.__module__.startswith(LAYERS) and eq.kind != "lookup"
    }


def main() -> int:
    """Compare or keep; 1 where the list differs or is missing."""
    now = registered()
    if "--keep" in sys.argv[1:]:
        kept().parent.mkdir(exist_ok=True)
        kept().write_text(json.dumps(now, indent=0) + "\n", encoding="utf-8")
        return 0
    before = json.loads(kept().read_text(encoding="utf-8")) if kept().exists() else {}
    differing = sorted(n for n in before.keys() | now.keys() if before.get(n) != now.get(n))
    for name in differing:
        print(f"{name}: not as {kept().name} publishes it")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
