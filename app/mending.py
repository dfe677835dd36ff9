"""What is missing before labels can be handed over: the eye and the focus go where it is given."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from app.labels import Labels
from models.labelling.checks import Missing

if TYPE_CHECKING:
    from widgets.phase_panel import PhasePanel

_MENDS: dict[str, Callable[["PhasePanel"], None]] = {
    "no_grade": lambda panel: panel.outcome.setFocus(),
    "no_reason": lambda panel: panel.outcome.reasons.setFocus(),
    "no_unusable_reason": lambda panel: panel.outcome.reasons.setFocus(),
    "no_note": lambda panel: panel.focus_note(),
    "no_instruction": lambda panel: panel.write_instruction(),
    "no_instruction_zh": lambda panel: panel.write_instruction(chinese=True),
    "no_score": lambda panel: panel.give_levels(),
    "no_phase_grade": lambda panel: panel.grade_phase(),
    "no_phase_text": lambda panel: panel.write_phase(),
    "no_phase_text_zh": lambda panel: panel.write_phase(chinese=True),
}
"""Where in the panel what is missing is given."""


def mend(item: Missing, panel: "PhasePanel", labels: Labels) -> None:
    """Labels of an older taxonomy are brought to this one."""
    if item.code == "no_rubric":
        panel.give_levels(getattr(item.values["criterion"], "code", ""))
    elif item.code == "no_phases_of_arm":
        labels.choose_arm(getattr(item.values["arm"], "code", ""))
    elif item.code in _MENDS:
        _MENDS[item.code](panel)
    elif item.code == "older_taxonomy":
        labels.migrate()
