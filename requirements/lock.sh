#!/usr/bin/env bash
# Resolve both locks anew. They name no index address, so any mirror of PyPI can serve them;
# --universal makes one lock hold for Python 3.11 to 3.13 on every platform.
# Usage: requirements/lock.sh [--upgrade]   (needs `uv` on the PATH)
set -euo pipefail
cd "$(dirname "$0")/.."

compile() {
  uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
    --no-header --no-emit-index-url --no-emit-find-links --no-annotate "$@"
}

compile "${@}" pyproject.toml --group build --output-file requirements/runtime.lock
compile "${@}" pyproject.toml --group dev --constraint requirements/runtime.lock \
  --output-file requirements/dev.lock
