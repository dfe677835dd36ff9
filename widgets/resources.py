"""Where icons and fonts lie: beside this package, in a checkout and in an installed wheel alike."""

from pathlib import Path

RESOURCES = Path(__file__).resolve().parents[1] / "resources"
