"""A labels file: the phases of one recording as JSON, for proposals and for others' programs.

``{"recording": PATH, "task": TEXT, "phases": [{"label", "start_ns", "end_ns"}]}``, stamps in log time, half-open. The
path is absolute or relative to the file; ``"episode"`` names one of several in a data set,
``"confidence"`` of a phase (0 to 1) is read where it stands. What else was said of the episode lies beside the phases,
in ``"rushes_labels"``.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from models.errors import KnownError
from models.exports.aside import ASIDE, laid_aside
from models.exports.dropped import dropped
from models.exports.files import Answer, Export, Labels, NewFile, Options
from models.exports.labelset import LabelSet, Segment
from models.exports.together import Held, completed
from models.proposals.labels_file import LabelledPhase, labels_text, read_labels

WHAT = "JSON"
PER_MILLE = 1000
KEPT: frozenset[str] = frozenset()


def write(labelsets: Sequence[LabelSet], path: Path, options: Options) -> Export:
    """The phases of one episode; its recording as seen from where the file goes.

    Raises:
        KnownError: there is not exactly one episode with phases.
    """
    found = [labels for labels in labelsets if labels.phases]
    if len(found) != 1:
        raise KnownError(
            "A labels file is of one episode with phases, and here are {n}: choose one with --episode",
            n=len(found),
        )
    (labels,) = found
    phases = [LabelledPhase(phase.code, phase.start_ns, phase.end_ns) for phase in labels.phases]
    inner = "" if Path(labels.recording).is_file() else labels.inner_id
    said = bool(dropped(found, what=WHAT, kept=KEPT))
    more = {ASIDE: laid_aside(labels)} if said and not options.plain else {}
    text = labels_text(_seen_from(path, labels.recording), labels.task, phases, inner, more)
    losses = dropped(found, what=WHAT, kept=KEPT, aside=not options.plain)
    return Export((NewFile("", lambda: text.encode("utf-8", "replace")),), losses)


def _seen_from(path: Path, recording: str) -> str:
    """A path that still holds when a recording and its labels beside it are moved together."""
    if "://" in recording or not path.name:
        return recording
    place = Path(recording).resolve()
    return place.name if place.parent == path.resolve().parent else str(place)


def read(path: Path, _options: Options) -> Labels:
    """The phases in a labels file, in whatever order; an import makes them tile.

    Raises:
        NoLabelsError: no such file.
    """
    file = read_labels(path, strict=False)
    segments = tuple(map(_segment, file.phases))
    place = file.recording if "://" in file.recording else str(Path(file.place).resolve())

    def of(base: LabelSet, *, anyway: bool = False) -> Answer | None:
        own = base.recording if "://" in base.recording else str(Path(base.recording).resolve())
        same = own == place and file.episode in {"", base.inner_id}
        if not same and not anyway:
            return None
        answer = Answer(replace(base, segments=segments))
        return completed(answer, base, file.more.get(ASIDE), Held(WHAT, KEPT))

    return of


def _segment(phase: LabelledPhase) -> Segment:
    sure = None if phase.confidence is None else round(phase.confidence * PER_MILLE)
    return Segment(phase.label, phase.start_ns, phase.end_ns, confidence_pm=sure)
