"""Charts drawn in a process of its own: jobs come in and drawings go out, a line each."""

import sys

from greenlang.services.reports.render import answers

if __name__ == "__main__":
    for line in answers(sys.stdin):
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
