"""Work in a fresh Python of its own, whose memory goes with it; it may go on beside ours."""

import importlib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO, Any

from greenlang.core import errors
from greenlang.core.errors import CalculationError, GreenlangError

Share = Callable[[float], None]
Answer = Callable[[Share], Any]
"""Waits for what the work gives, while it is told of the share done; raises its errors."""


@contextmanager
def apart(what: str, *arguments: Any) -> Iterator[Answer]:
    """Begin `module:function` in a process of its own.

    Arguments and answer are plain data, as JSON holds them; the function is called with one more
    argument, which takes the share done. CalculationError where the process dies.
    """
    command = [sys.executable, "-m", __name__, what]
    with subprocess.Popen(  # noqa: S603 - our own interpreter and module
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
    ) as process:
        try:
            if process.stdin is None or process.stdout is None:
                raise AssertionError("both were asked for")
            out = process.stdout
            process.stdin.write(json.dumps(arguments))
            process.stdin.close()
            yield lambda share: _answer(out, share)
        finally:
            process.kill()


def _answer(lines: IO[str], share: Share) -> Any:
    for line in lines:
        match json.loads(line):
            case ["share", done]:
                share(done)
            case ["error", kind, text]:
                raise getattr(errors, kind)(text)
            case ["done", answer]:
                return answer
    raise CalculationError("a process of ours has died: is there memory?")


def _worked(what: str) -> None:
    # What a library prints must not be taken for an answer.
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as out:
        os.dup2(2, 1)

        def tell(*words: Any) -> None:
            out.write(f"{json.dumps(words)}\n")
            out.flush()

        module, _, name = what.partition(":")
        try:
            function = getattr(importlib.import_module(module), name)
            tell("done", function(*json.load(sys.stdin), lambda done: tell("share", done)))
        except GreenlangError as error:
            tell("error", type(error).__name__, str(error))


if __name__ == "__main__":
    _worked(sys.argv[1])
