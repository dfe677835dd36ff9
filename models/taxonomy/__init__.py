"""What may be said about an episode, as a versioned file.

A taxonomy is a TOML file, ``<id>.toml``. Fields without a word on their default are needed::

    format = 2                  # of this file; absent means 1, which had only the fields marked with *
    id = "pick_place"           # *
    version = 3                 # * a whole number, one more for every change of meaning
    idle = "idle"               # * code of the phase in which nothing happens
    template = ["idle", ...]    # * expected order of phases, default none
    required = ["instruction"]  # what an episode needs before it is submitted; default none: instruction,
                                # instruction_zh, score, rubric, note, reason, phase_grade, phase_text, phase_text_zh
    wanted = ["score"]          # the same, only asked for
    blocking = ["successor"]    # checks that refuse a submission, out of successor (the default), template_order
                                # and template_phase_missing
    [[phases]]                  # * code, key, slot (place in the palette), names = { en = "...", zh_CN = "..." };
                                # colour = "#rrggbb", successors = [codes; none is any], required = [grade, text,
                                # text_zh]
    [[grades]]                  # * code, key, names, needs_reason = false
    [[failure_reasons]]         # * code, key, names, severity = minor, "major" or critical; group = code of a group
    [[return_reasons]]          # * the same; why a lead sends labels back
    [[unusable_reasons]]        # the same; why an episode cannot be judged
    [[reason_groups]]           # code, names: headings over reasons
    [[arms]]                    # code, names; none means one lane
    [[mark_tiers]]              # code, names; a lane of marks
    [[mark_tiers.labels]]       # code, names, key = "", slot = 0, is_point = false, severity = "minor"
    [[criteria]]                # code, names, levels = 5
    [[migrations]]              # to = 3, kind = "phase" (grade, reason, return_reason, mark, criterion, arm), and
                                # op = "rename": from = code, into = code
                                # op = "merge":  from = [codes], into = code, join = false (equal neighbours)
                                # op = "split":  from = code, into = [codes], rule = "ask" (order, last)

Labels know the version they were made with; ``migrations`` bring them to a newer one, and those of a newer one
than is known here are only shown.
"""

from models.taxonomy.labels import (
    ArmLabel,
    Criterion,
    GradeLabel,
    MarkLabel,
    MarkTier,
    Named,
    PhaseLabel,
    Reason,
    ReasonGroup,
)
from models.taxonomy.loading import load_taxonomy, read_taxonomy
from models.taxonomy.taxonomy import Taxonomy

__all__ = [
    "ArmLabel",
    "Criterion",
    "GradeLabel",
    "MarkLabel",
    "MarkTier",
    "Named",
    "PhaseLabel",
    "Reason",
    "ReasonGroup",
    "Taxonomy",
    "load_taxonomy",
    "read_taxonomy",
]
