"""The long checks share cases and oracle with the tests of the rules, and hostile lines with those of the bot."""

import sys
from pathlib import Path

# In front, because an installed package is called `slack` too.
sys.path[:0] = [str(Path(__file__).parents[1] / folder) for folder in ("rules", "bot")]
