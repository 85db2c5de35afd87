"""A copy of package and tests, in which one mutant at a time is tried by a fork."""

import os
import pkgutil
import resource
import shutil
import signal
import sys
import time
import traceback
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NoReturn

from tests.mutation.mutants import Mutant
from tests.mutation.reach import EVERY, Reach

KILLED, SURVIVED, STUCK = "killed", "survived", "stuck"
CPU = 120  # s that one batch of tests may compute; a loop without end is noticed too
PATIENCE = 900.0  # s by the clock, for tests that wait
_QUIET = (
    "-x",
    "-q",
    "-p",
    "no:cacheprovider",
    "-p",
    "no:xdist",
    "--no-header",
    "--tb=line",
    "-W",
    "ignore:Module already imported:pytest.PytestAssertRewriteWarning",
)


class Bench:
    """The copy. What runs in it imports its package, not the installed one."""

    def __init__(self, root: Path, folder: Path) -> None:
        self._folder = folder
        skip = shutil.ignore_patterns("__pycache__", "system", "golden")
        shutil.copytree(root / "tests", folder / "tests", ignore=skip)
        shutil.copytree(root / "src" / "greenlang", folder / "src" / "greenlang", ignore=skip)
        shutil.copy(root / "pyproject.toml", folder)
        self._said = folder / "said.txt"
        self._reach = Reach(folder)
        self._sound: dict[tuple[Path, tuple[Path, ...]], bool] = {}

    def tried(self, module: Path, text: str, mutant: Mutant) -> str:
        """What the tests say of a mutant of a module, given below the package."""
        place = self._folder / "src" / "greenlang" / module
        for batch in self._reach.batches(module):
            self._hold(batch, module)
            place.write_text(mutant.of(text), encoding="utf-8")
            try:
                verdict = self._ran(batch, module)
            finally:
                place.write_text(text, encoding="utf-8")
            if verdict != SURVIVED:
                return verdict
        return SURVIVED

    def _hold(self, batch: Sequence[Path], module: Path) -> None:
        """A test that fails on the text as it stands says nothing about a mutant."""
        key = module, tuple(batch)
        if key not in self._sound:
            self._sound[key] = self._ran(batch, module) == SURVIVED
        if not self._sound[key]:
            said = self._said.read_text(encoding="utf-8")[-2000:]
            raise RuntimeError(f"tests fail without a mutant: mend them first: {said}")

    def _ran(self, batch: Sequence[Path], module: Path) -> str:
        child = os.fork()
        if child == 0:
            self._tested(batch, module)
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            done, status = os.waitpid(child, os.WNOHANG)
            if done:
                return _verdict(os.waitstatus_to_exitcode(status))
            time.sleep(0.02)
        os.killpg(child, signal.SIGKILL)
        os.waitpid(child, 0)
        return STUCK

    def _tested(self, batch: Sequence[Path], module: Path) -> NoReturn:
        """In the fork: run the tests on the copy, and end with what they say."""
        code, formulas = 1, _formulas(module)
        try:
            os.setpgid(0, 0)
            resource.setrlimit(resource.RLIMIT_CPU, (CPU, CPU))
            quiet = os.open(self._said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
            os.dup2(quiet, 1)
            os.dup2(quiet, 2)
            os.chdir(self._folder)
            source = str(self._folder / "src")
            sys.path.insert(0, source)
            sys.dont_write_bytecode = True  # a mutant may be as long and as old as the text
            os.environ |= {"PYTHONPATH": source, "PYTHONDONTWRITEBYTECODE": "1"}
            import pytest

            _steady()
            if formulas:
                name = ".".join(("greenlang", *module.with_suffix("").parts))
                vars(pkgutil)["walk_packages"] = lambda *_: [SimpleNamespace(name=name)]
            code = int(pytest.main([*_QUIET, *map(str, batch)], plugins=[Own(formulas)]))
        except BaseException:  # noqa: BLE001 - said to the parent, which decides
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)


class Own:
    """A plugin: of the tests over all formulas only those of the changed module."""

    def __init__(self, formulas: str) -> None:
        self._formulas = formulas

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        """Drop the rows and rules of the formulas of other modules."""
        items[:] = [item for item in items if self._concerned(item)]

    def _concerned(self, item: Any) -> bool:
        if Path(*item.path.parts[-3:]) not in EVERY or not hasattr(item, "callspec"):
            return True
        given = item.callspec.params
        return str(given["row"]["equation"] if "row" in given else given["name"]).startswith(
            self._formulas
        )


def _formulas(module: Path) -> str:
    """How the names of a module's formulas start; all of them for a module of core."""
    first, *rest = module.with_suffix("").parts
    return "" if first == "core" else ".".join(rest).removesuffix(".__init__") + "."


def _steady() -> None:
    """The same examples at every run; a failure is enough, it need not be made small."""
    from hypothesis import HealthCheck, Phase, settings

    settings.register_profile(
        "mutation",
        database=None,
        deadline=None,
        derandomize=True,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )
    settings.load_profile("mutation")


def _verdict(code: int) -> str:
    if code in {-signal.SIGXCPU, -signal.SIGKILL}:
        return STUCK
    return SURVIVED if code == 0 else KILLED
