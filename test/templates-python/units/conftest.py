"""The sources of the helpers are found from here."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3] / "templates"))
