"""Says in one sentence what is missing before anything is installed (stdlib only)."""

import importlib.util
import sys

if sys.version_info < (3, 11):
    sys.exit(
        "Wenzhen needs Python 3.11 or newer; this is "
        f"{sys.version.split()[0]}. Try: make run PY=python3.11"
    )
if not all(importlib.util.find_spec(name) for name in ("venv", "ensurepip")):
    sys.exit(
        "Python's venv module is missing. On Debian or Ubuntu: "
        "apt-get install python3-venv"
    )
