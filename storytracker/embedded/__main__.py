"""The command line: ``python -m storytracker.embedded run``."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from storytracker import env
from storytracker.embedded.process import StartFailed
from storytracker.embedded.supervisor import Supervisor

ROOT = Path(__file__).resolve().parents[2]


def main(argv: list[str] | None = None) -> int:
    """Run a command; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m storytracker.embedded", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser(
        "run", help="start everything on this machine and keep it running until Ctrl-C"
    )
    parser.parse_args(argv)
    port = env.number("STORYTRACKER_PORT", 8000, 1, 65535)
    var = Path(env.text("STORYTRACKER_VAR", str(ROOT / "var"))).resolve()
    if env.choice("STORYTRACKER_MODE", ("local", "production")) == "production":
        raise env.BadSetting(
            "STORYTRACKER_MODE", "is production: start the parts apart, as docker-compose.yml does."
        )
    os.environ["STORYTRACKER_VAR"] = str(var)
    try:
        return Supervisor(ROOT, var, port).run()
    except StartFailed as failure:
        print(failure, file=sys.stderr, flush=True)
        return 1


if __name__ == "__main__":
    sys.exit(main())
