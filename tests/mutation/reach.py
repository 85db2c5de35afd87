"""Which tests reach a module: those that import it, directly or through others, nearest first."""

import ast
from collections import deque
from collections.abc import Iterator, Sequence
from pathlib import Path

# They start programs, simulate years, or hold the text of a formula instead of what it gives.
_OUT = ("cli", "golden", "mutation", "services", "simulators", "system", "test_published.py")
_FORMULAS = ("decimals", "equations", "formulas", "maths", "powers", "tables", "units")
EVERY = (Path("tests/verification/test_published.py"), Path("tests/house/test_registry.py"))
_PACKAGE = "greenlang"


class Reach:
    """Imports of package and tests, read from their texts."""

    def __init__(self, root: Path) -> None:
        self._importers: dict[str, set[str]] = {}
        self._files: dict[str, Path] = {}
        for path in sorted((root / "src" / _PACKAGE).rglob("*.py")):
            self._read(path, path.relative_to(root / "src"))
        for path in sorted((root / "tests").rglob("*.py")):
            self._read(path, path.relative_to(root))

    def _read(self, path: Path, below: Path) -> None:
        name = ".".join(below.with_suffix("").parts).removesuffix(".__init__")
        self._files[name] = below
        for imported in _imports(path):
            self._importers.setdefault(imported, set()).add(name)

    def tests(self, module: Path) -> list[Path]:
        """Test files that reach a module of the package, in rising distance."""
        start = ".".join((_PACKAGE, *module.with_suffix("").parts)).removesuffix(".__init__")
        seen, pending = {start}, deque([start])
        found: list[Path] = []
        while pending:
            for name in sorted(self._importers.get(pending.popleft(), ())):
                if name in seen:
                    continue
                seen.add(name)
                pending.append(name)
                path = self._files[name]
                if path.name.startswith("test_") and not set(_OUT) & set(path.parts):
                    found.append(path)
        return found

    def batches(self, module: Path, size: int = 2, most: int = 4) -> Sequence[Sequence[Path]]:
        """The tests that reach a module, in the order in which they are run.

        First those whose names share most words with it and the rows and rules that hold every
        formula; for the modules of core that run formulas the latter come after their own tests,
        for its others they are left out. Of the others those of core and library come before those
        of agents. At most `most` follow: what only distant tests notice counts as a survivor.
        """
        words = set(module.with_suffix("").parts)
        near = sorted(self.tests(module), key=lambda path: (-len(words & _words(path)), _far(path)))
        own = [path for path in near if len(words & _words(path)) > 1][:2]
        rest = [path for path in near if path not in {*own, *EVERY}][:most]
        others = [rest[k : k + size] for k in range(0, len(rest), size)]
        if module.parts[0] != "core":
            first = [[*own, *EVERY]]
        else:
            first = [own, list(EVERY) if module.stem in _FORMULAS else []]
        return [batch for batch in (*first, *others) if batch]


def _far(path: Path) -> bool:
    return "agents" in path.parts


def _words(path: Path) -> set[str]:
    return {*path.parts, *path.stem.split("_")} - {"test"}


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
