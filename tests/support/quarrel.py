"""Two people who labelled the same recording without hearing of each other."""

from collections.abc import Callable
from pathlib import Path

from app.paths import Places
from models.episode import EpisodeRecord
from models.ingest import find_recordings, ingest
from models.labelling.commands import (
    Command,
    CutPhase,
    MoveBoundary,
    RenamePhase,
    SetGrade,
    SetNote,
)
from models.labelling.document import Document
from models.timebase import NS_PER_MS
from tests.support.catalogs import Desk, Home, new_id
from tests.support.story import true_phases

Edits = Callable[[Document], list[Command]]


def quarrel(
    where: Places, home: Home, recording: Path, *, others: tuple[str, ...] = ("bob",)
) -> EpisodeRecord:
    """Ann labels; the others, then ann, change it offline; ann's edits come too late, and wait in her store."""
    (record,) = (step.record for step in ingest(find_recordings(recording), ()) if step.record is not None)
    people = {name: Desk(where.data / "profiles", name) for name in (*others, "ann")}
    for desk in people.values():
        desk.store.put_episodes([record])
    ann = people["ann"]
    ann.do(record, *(CutPhase(t_ns, label, new_id(), new_id()) for label, t_ns in true_phases(recording)))
    for desk in (ann, *people.values()):
        desk.sync(home)
    for place, name in enumerate(others):
        people[name].sync(home)
        apply(people[name], record, theirs(place))
        people[name].sync(home)
    apply(ann, record, mine)
    ann.sync(home)
    for desk in people.values():
        desk.store.close()
    return record


def quarrelled(root: Path, home: Home, recording: Path) -> Places:
    """The places of a machine on which bob was first and ann's edits wait in her store."""
    where = Places(root / "places")
    quarrel(where, home, recording)
    return where


def apply(desk: Desk, record: EpisodeRecord, edits: Edits) -> None:
    desk.do(record, *edits(desk.document(record)))


def mine(document: Document) -> list[Command]:
    """The grasp begins later, the transport too, and it went well."""
    grasp, transport = document.track.phases[2], document.track.phases[4]
    return [
        MoveBoundary(grasp.id, grasp.start_ns + 450 * NS_PER_MS),
        MoveBoundary(transport.id, transport.start_ns + 700 * NS_PER_MS),
        SetGrade("success"),
        SetNote("the gripper closes twice"),
    ]


def theirs(place: int) -> Edits:
    """The grasp begins earlier; what was called retreat is another thing; it went well in part."""

    def edits(document: Document) -> list[Command]:
        grasp, retreat = document.track.phases[2], document.track.phases[6]
        return [
            MoveBoundary(grasp.id, grasp.start_ns - (300 + 200 * place) * NS_PER_MS),
            RenamePhase(retreat.id, "idle" if place % 2 else "place"),
            SetGrade("partial", ("dropped",)) if place == 0 else SetNote(f"seen by person {place}"),
        ]

    return edits
