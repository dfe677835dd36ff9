"""A taxonomy, an episode and random edits, for everything that deals in labels."""

from dataclasses import dataclass
from uuid import UUID, uuid5

from hypothesis import strategies as st

from models.episode import EpisodeRecord
from models.labelling.commands import (
    AddRemark,
    Command,
    CutPhase,
    DeletePhase,
    MergePhase,
    MoveBoundary,
    RemoveRemark,
    RenamePhase,
    SetGrade,
    SetNote,
    SplitPhase,
)
from models.labelling.document import Document, Remark, empty_document
from models.taxonomy import Taxonomy, load_taxonomy
from models.timebase import NS_PER_S
from tests.support.data import ROOT

TAXONOMY: Taxonomy = load_taxonomy(ROOT / "resources" / "taxonomies" / "pick_place.toml")
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


KINDS = (
    "cut",
    "cut",
    "cut",
    "split",
    "move",
    "rename",
    "delete",
    "merge",
    "grade",
    "note",
    "remark",
    "unremark",
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
    phases, remarks = document.track.phases, document.remarks
    phase_id = phases[wish.pick % len(phases)].id if phases else "nobody"
    remark_id = remarks[wish.pick % len(remarks)].id if remarks else "nobody"
    label = TAXONOMY.phases[wish.pick % len(TAXONOMY.phases)].code
    grade = ("", *(grade.code for grade in TAXONOMY.grades))[wish.pick % (len(TAXONOMY.grades) + 1)]
    reason = TAXONOMY.failure_reasons[wish.pick % len(TAXONOMY.failure_reasons)].code
    commands: dict[str, Command] = {
        "cut": CutPhase(t_ns, label, f"p{serial}", f"i{serial}"),
        "split": SplitPhase(t_ns, f"p{serial}"),
        "move": MoveBoundary(phase_id, t_ns),
        "rename": RenamePhase(phase_id, label),
        "delete": DeletePhase(phase_id),
        "merge": MergePhase(phase_id),
        "grade": SetGrade(grade, (reason,) * (wish.pick % 3)),
        "note": SetNote(wish.text),
        "remark": AddRemark(Remark(f"r{serial}", t_ns, "ann", wish.text, stream="/camera")),
        "unremark": RemoveRemark(remark_id),
    }
    return commands[wish.kind]
