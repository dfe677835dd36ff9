"""A taxonomy, an episode and random edits, for everything that deals in labels."""

from dataclasses import dataclass, replace
from uuid import UUID, uuid5

from hypothesis import strategies as st

from models.episode import EpisodeRecord
from models.labelling.commands import (
    AddMark,
    AddRemark,
    AnswerQuestion,
    AskQuestion,
    Command,
    CutPhase,
    DeletePhase,
    EndPhase,
    MergePhase,
    MoveBoundary,
    MoveMark,
    RemoveMark,
    RemoveRemark,
    RenamePhase,
    SetGrade,
    SetInstruction,
    SetNote,
    SetPhaseGrade,
    SetRubric,
    SetScore,
    SetUnusable,
    SplitPhase,
    TakePhases,
    TakeTracks,
    TrimIdle,
)
from models.labelling.document import UNUSABLE, Document, Mark, Remark, empty_document
from models.phases import Phase
from models.taxonomy import ArmLabel, Criterion, MarkLabel, MarkTier, Reason, Taxonomy, load_taxonomy
from models.timebase import NS_PER_S
from tests.support.data import ROOT

TAXONOMY: Taxonomy = replace(
    load_taxonomy(ROOT / "resources" / "taxonomies" / "pick_place.toml"),
    arms=(ArmLabel("left", {"en": "Left arm"}), ArmLabel("right", {"en": "Right arm"})),
    mark_tiers=(
        MarkTier(
            "events", {"en": "Events"}, (MarkLabel("contact", "", 1, {"en": "Contact"}, is_point=True),)
        ),
        MarkTier("mistakes", {"en": "Mistakes"}, (MarkLabel("collision", "", 2, {"en": "Collision"}),)),
    ),
    criteria=(Criterion("smooth", {"en": "Smooth"}), Criterion("precise", {"en": "Precise"})),
    unusable_reasons=(Reason("camera_frozen", "1", {"en": "A camera froze"}),),
)
"""The one of the demo, with everything that a taxonomy can have."""
NOW_NS = 1_760_000_000 * NS_PER_S
_IDS = UUID("6f3c1c52-7f5e-5a3e-9a52-2f6a0f6f6d11")


def record(number: int = 1, *, duration_s: int = 10, name: str = "", task: str = "pick") -> EpisodeRecord:
    """An episode that starts at a stamp like those of real recordings."""
    start_ns = 1_700_000_000 * NS_PER_S
    return EpisodeRecord(
        id=str(uuid5(_IDS, str(number))),
        path=f"/recordings/{number}.mcap",
        inner_id="",
        name=name or f"episode {number:03d}",
        format="mcap",
        start_ns=start_ns,
        end_ns=start_ns + duration_s * NS_PER_S - 1,
        task=task,
        robot="arm",
        streams=("/camera", "/joint_states"),
        fingerprint=f"f{number}",
    )


def blank(number: int = 1) -> Document:
    """Its document before anybody labelled it."""
    return empty_document(
        episode_id=record(number).id,
        time_range=record(number).range,
        taxonomy_id=TAXONOMY.id,
        taxonomy_version=TAXONOMY.version,
    )


def at_s(seconds: float, number: int = 1) -> int:
    """A stamp, in seconds from the start of the episode."""
    return record(number).start_ns + round(seconds * NS_PER_S)


def cut(seconds: float, label: str, new_id: str | None = None) -> CutPhase:
    """``label`` begins at ``seconds`` from the start."""
    return CutPhase(at_s(seconds), label, new_id or f"{label}@{seconds}", f"idle@{seconds}")


@dataclass(frozen=True)
class Wish:
    """A random edit that becomes a command once a document is known: ``place`` picks a time, ``pick`` a thing."""

    kind: str
    place: float
    pick: int
    text: str


PHASE_KINDS = (
    *("cut", "cut", "cut", "end", "split", "move", "rename", "delete", "merge", "trim"),
    *("take", "take_arms"),
)
MORE_KINDS = (
    *("cut", "end", "take", "trim", "phase_grade", "instruct", "score", "rubric", "unusable"),
    *("ask", "answer", "mark", "mark", "move_mark", "unmark"),
)
"""What is said beyond cuts of one track, a grade, a note and remarks."""
KINDS = (
    *PHASE_KINDS,
    *("phase_grade", "instruct", "grade", "score", "rubric", "unusable", "note"),
    *("remark", "unremark", "ask", "answer", "mark", "mark", "move_mark", "unmark"),
)
WISHES = st.builds(
    Wish,
    kind=st.sampled_from(KINDS),
    place=st.floats(-0.05, 1.05),
    pick=st.integers(0, 1000),
    text=st.text(max_size=12),
)


def command_of(wish: Wish, document: Document, serial: int) -> Command:
    """The command that ``wish`` means for ``document``; ``serial`` makes new ids. It may well be refused."""
    t_ns = document.range.start_ns + round(wish.place * document.range.duration_ns)
    make = _phase_command if wish.kind in (*PHASE_KINDS, "phase_grade", "instruct") else _other_command
    return make(wish, document, serial, t_ns)


def _picked(ids: list[str], wish: Wish) -> str:
    return ids[wish.pick % len(ids)] if ids else "nobody"


def _grade(wish: Wish) -> str:
    return ("", *(grade.code for grade in TAXONOMY.grades))[wish.pick % (len(TAXONOMY.grades) + 1)]


def _phase_command(wish: Wish, document: Document, serial: int, t_ns: int) -> Command:
    """Every fifth wish is about an arm, so that most meet on the main track."""
    tier = ("", "", "", "", "left", "right")[wish.pick // 7 % 6]
    phase_id = _picked([phase.id for phase in document.phases], wish)
    label = TAXONOMY.phases[wish.pick % len(TAXONOMY.phases)].code
    raw_ns = t_ns + 5 if wish.pick % 3 else None
    later_ns = t_ns + document.range.duration_ns // 3
    commands: dict[str, Command] = {
        "cut": CutPhase(t_ns, label, f"p{serial}", f"i{serial}", tier, raw_ns),
        "end": EndPhase(t_ns, label, f"p{serial}", f"i{serial}", tier, raw_ns),
        "split": SplitPhase(t_ns, f"p{serial}", tier),
        "move": MoveBoundary(phase_id, t_ns),
        "rename": RenamePhase(phase_id, label),
        "delete": DeletePhase(phase_id),
        "merge": MergePhase(phase_id),
        "trim": TrimIdle(t_ns, later_ns, f"h{serial}", f"t{serial}", tier),
        "take": TakePhases(proposed(document, t_ns, label, serial), tier),
        "take_arms": TakeTracks(
            tuple(_of_arm(document, t_ns, label, serial, arm) for arm in ("left", "right"))
        ),
        "phase_grade": SetPhaseGrade(phase_id, _grade(wish)),
        "instruct": SetInstruction(phase_id if wish.pick % 2 else "", wish.text, "抓取"),
    }
    return commands[wish.kind]


def proposed(document: Document, t_ns: int, label: str, serial: int) -> tuple[Phase, ...]:
    """Two phases that a machine found; they tile where ``t_ns`` is inside the episode."""
    start_ns, end_ns = document.range.start_ns, document.range.end_ns
    return (
        Phase(f"a{serial}", TAXONOMY.idle, start_ns, t_ns, source="transfer", confidence_pm=900),
        Phase(f"b{serial}", label, t_ns, end_ns, source="transfer", confidence_pm=serial % 1001),
    )


def _of_arm(document: Document, t_ns: int, label: str, serial: int, arm: str) -> TakePhases:
    """Each arm has phases of its own."""
    phases = proposed(document, t_ns, label, serial)
    return TakePhases(tuple(replace(one, id=f"{arm}{one.id}") for one in phases), arm)


def _other_command(wish: Wish, document: Document, serial: int, t_ns: int) -> Command:
    remark_id = _picked([remark.id for remark in document.remarks], wish)
    mark_id = _picked([mark.id for mark in document.marks], wish)
    reason = TAXONOMY.failure_reasons[wish.pick % len(TAXONOMY.failure_reasons)].code
    tier = TAXONOMY.mark_tiers[wish.pick % 2]
    remark = Remark(f"r{serial}", t_ns, "ann", wish.text, stream="/camera", value="12.4 Nm" * (wish.pick % 2))
    levels = (("smooth", 1 + wish.pick % 5), ("precise", 1 + wish.pick // 5 % 5))
    commands: dict[str, Command] = {
        "grade": SetGrade(_grade(wish), (reason,) * (wish.pick % 3)),
        "score": SetScore(wish.pick % 6),
        "rubric": SetRubric(levels[: wish.pick % 3]),
        "unusable": SetUnusable(("", *UNUSABLE)[wish.pick % 3], ("camera_frozen",)),
        "note": SetNote(wish.text),
        "remark": AddRemark(remark),
        "unremark": RemoveRemark(remark_id),
        "ask": AskQuestion(remark, "lead" if wish.pick % 2 else "engineer"),
        "answer": AnswerQuestion(remark_id, wish.text, "lea"),
        "mark": AddMark(
            Mark(f"m{serial}", tier.code, tier.labels[0].code, t_ns, t_ns + wish.pick % 2 * 1000)
        ),
        "move_mark": MoveMark(mark_id, t_ns, t_ns + wish.pick),
        "unmark": RemoveMark(mark_id),
    }
    return commands[wish.kind]
