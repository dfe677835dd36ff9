"""What a person has chosen about cutting, as it stands among the settings."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from app.settings import Settings

SETTING = "cutting"
REACTION = "reaction"
SNAP_CHOICES_MS = (0, 60, 100, 150, 200, 300, 400)
AROUND_CHOICES_MS = (500, 750, 1000, 1500)


@dataclass(frozen=True, slots=True)
class CutOptions:
    """``snap_ms`` is how far on both sides evidence is looked for, 0 for not at all; ``reacts`` takes off how late the
    person is; ``names_end`` has a digit name the phase that ends; ``opens_playing`` begins to play by itself;
    ``around_ms`` is what is played on both sides of a cut; ``proposes`` looks for phases in labelled repeats.
    """

    snap_ms: int = 200
    reacts: bool = True
    names_end: bool = False
    opens_playing: bool = True
    around_ms: int = 750
    proposes: bool = True

    def as_json(self) -> dict[str, int | bool]:
        """JSON-ready."""
        return asdict(self)


RESTING = Settings(values={SETTING: CutOptions(opens_playing=False).as_json()})
"""Of a window that is driven by a script: episodes open at rest."""


def cut_options(values: Mapping[str, Any]) -> CutOptions:
    """As they were kept; the default for what is missing or of another type."""
    kept, default = values.get(SETTING), CutOptions()
    if not isinstance(kept, Mapping):
        return default
    known = {
        field.name: kept[field.name]
        for field in fields(CutOptions)
        if type(kept.get(field.name)) is type(getattr(default, field.name))
    }
    made = CutOptions(**known)
    return made if made.snap_ms in SNAP_CHOICES_MS and made.around_ms in AROUND_CHOICES_MS else default
