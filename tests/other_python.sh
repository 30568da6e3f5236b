#!/bin/sh
# Under Python 3.13, where durable-rules cannot be had: every command, every kind of list, the
# record and the documented examples of the code; not the proofs, whose arithmetic is the same. Skipped, aloud, without such an interpreter.
set -eu
python=""
for candidate in python3.13 "$HOME"/.pyenv/versions/3.13*/bin/python3; do
    if command -v "$candidate" >/dev/null 2>&1 && "$candidate" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 13))' 2>/dev/null; then
        python=$candidate
        break
    fi
done
if [ -z "$python" ]; then
    echo "skipped: no Python 3.13 here"
    exit 0
fi
if [ ! -e .venv313/installed ]; then
    "$python" -m venv .venv313
    .venv313/bin/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
    touch .venv313/installed
fi
echo "under $(.venv313/bin/python --version):"
.venv313/bin/python -m pytest -n 2 --dist worksteal -m "not proof and not long" core tests/cli tests/record \
    tests/intake/test_sources.py tests/intake/test_read.py tests/testing tests/proofs/test_rete.py
