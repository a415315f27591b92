"""The long checks share their cases, oracle and worked examples with the tests of the rules."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "rules"))
