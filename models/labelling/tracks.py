"""Commands that cut, name and join phases, on the track that they are about."""

from functools import reduce

from models.errors import RefusedEditError
from models.labelling import cutting, painting
from models.labelling.commands import (
    CutPhase,
    DeletePhase,
    EndPhase,
    MergePhase,
    MoveBoundary,
    PhaseCommand,
    RenamePhase,
    SetPhaseGrade,
    SplitPhase,
    TakePhases,
    TakeTracks,
    TrimIdle,
)
from models.labelling.cutting import Cut
from models.labelling.document import Document
from models.labelling.known import refuse_unknown_arm, refuse_unknown_grade, refuse_unknown_phase
from models.phases import PhaseTrack
from models.taxonomy import Taxonomy


def on_tracks(document: Document, command: PhaseCommand, taxonomy: Taxonomy) -> Document:
    """The document after a command about phases.

    Raises:
        RefusedEditError: unknown codes, or a place where it cannot be done.
    """
    match command:
        case TakeTracks(tracks):
            return reduce(lambda done, one: on_tracks(done, one, taxonomy), tracks, document)
        case CutPhase() | EndPhase() | SplitPhase() | TrimIdle() | TakePhases():
            refuse_unknown_arm(command.tier, taxonomy)
            track = _in_time(document.track_of(command.tier), command, taxonomy)
        case _:
            track = _of_phase(cutting.track_with(document, command.phase_id), command, taxonomy)
    try:
        return document.with_track(track)
    except ValueError as error:
        raise RefusedEditError("These phases are already in another track") from error


def _in_time(
    track: PhaseTrack,
    command: CutPhase | EndPhase | SplitPhase | TrimIdle | TakePhases,
    taxonomy: Taxonomy,
) -> PhaseTrack:
    match command:
        case CutPhase(t_ns, label, new_id, idle_id, _, raw_ns, source):
            refuse_unknown_phase(label, taxonomy)
            made = Cut(t_ns, label, new_id, raw_ns, source)
            return cutting.cut(track, made, idle=taxonomy.idle, idle_id=idle_id)
        case EndPhase(t_ns, label, new_id, idle_id, _, raw_ns, source):
            refuse_unknown_phase(label, taxonomy)
            made = Cut(t_ns, label, new_id, raw_ns, source)
            return cutting.end(track, made, idle=taxonomy.idle, idle_id=idle_id)
        case SplitPhase(t_ns, new_id):
            return cutting.split(track, t_ns=t_ns, new_id=new_id)
        case TrimIdle(start_ns, end_ns, head_id, tail_id):
            ends = painting.Ends(start_ns, end_ns, head_id, tail_id)
            return painting.trimmed(track, ends, idle=taxonomy.idle)
        case TakePhases(phases):
            for code in dict.fromkeys(phase.label for phase in phases):
                refuse_unknown_phase(code, taxonomy)
            for code in dict.fromkeys(phase.grade for phase in phases):
                refuse_unknown_grade(code, taxonomy)
            return painting.taken(track, phases)


def _of_phase(
    track: PhaseTrack,
    command: MoveBoundary | RenamePhase | DeletePhase | MergePhase | SetPhaseGrade,
    taxonomy: Taxonomy,
) -> PhaseTrack:
    match command:
        case MoveBoundary(phase_id, t_ns, min_ns):
            return cutting.move_boundary(track, phase_id=phase_id, t_ns=t_ns, min_ns=max(1, min_ns))
        case RenamePhase(phase_id, label):
            refuse_unknown_phase(label, taxonomy)
            return cutting.rename(track, phase_id=phase_id, label=label)
        case DeletePhase(phase_id):
            return cutting.delete(track, phase_id=phase_id)
        case MergePhase(phase_id):
            return cutting.merge(track, phase_id=phase_id)
        case SetPhaseGrade(phase_id, grade):
            refuse_unknown_grade(grade, taxonomy)
            return cutting.changed(track, phase_id, grade=grade)
