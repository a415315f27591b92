"""The long checks share cases, hostile lines and spoilt files with the tests of the rules, the bot and the feeds."""

import sys
from pathlib import Path

# In front, because an installed package is called `slack` too.
sys.path[:0] = [str(Path(__file__).parents[1] / folder) for folder in ("rules", "bot", "feeds")]
