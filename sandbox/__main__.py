"""The entry of every process of its own: `python -m sandbox PLAN`, where the plan is a kind of work as JSON."""

import json
import os
import sys

from sandbox.worker import run

if __name__ == "__main__":
    run(json.loads(sys.argv[1]))
    os._exit(0)  # native threads need no farewell
