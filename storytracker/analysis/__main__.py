"""``python -m storytracker.analysis FILE``: who says what in any text."""

import sys

from storytracker.analysis.command import main

if __name__ == "__main__":
    sys.exit(main())
