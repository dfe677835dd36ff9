"""What happens in the stories, in words of the people: label by keys, decide, look into the catalog."""

import json
from contextlib import closing
from pathlib import Path

from app.cut_options import CutOptions
from models.catalog.gateway import open_catalog
from models.episode import EpisodeRecord
from models.labelling.changes import fold
from models.labelling.document import Document, empty_document
from models.phases import Phase
from models.storage.values import AnswerStatus
from models.timebase import NS_PER_MS
from tests.support.postgres import as_user
from tests.support.window import Person

LEAD_IN_NS = 250 * NS_PER_MS
SNAP_NS = CutOptions().snap_ms * NS_PER_MS


def true_phases(recording: Path) -> list[tuple[str, int]]:
    """Labels and starts, as the simulator wrote them beside the recording, without the idle time before the first."""
    truth = json.loads(recording.with_suffix(".truth.json").read_text(encoding="utf-8"))
    return [(phase["name"], phase["start_ns"]) for phase in truth["phases"]][1:]


def cut_while_playing(person: Person, phases: list[tuple[str, int]]) -> None:
    """A click on the ruler a little before each phase, and its digit when the playhead gets there."""
    player, taxonomy = person.app.services.player, person.app.services.taxonomy
    person.press("Space")
    for label, start_ns in phases:
        person.seek(start_ns - LEAD_IN_NS)
        person.wait(lambda start_ns=start_ns: player.t_ns >= start_ns, f"the playhead reaches {label}")
        assert player.clock.playing
        phase, earliest_ns = taxonomy.phase(label), player.t_ns
        assert phase is not None
        person.press(phase.key)
        made = next(one for one in reversed(person.document.track.phases) if one.label == label)
        assert earliest_ns - SNAP_NS <= made.start_ns <= player.t_ns + SNAP_NS
    person.press("Space")
    assert not player.clock.playing


def drag_boundary(person: Person, phase: Phase, pixels: int) -> int:
    """Take the start of ``phase`` by the mouse; where it lies then."""
    timeline = person.window.timeline
    start = person.lane(phase.start_ns)
    end = start.__class__(start.x() + pixels, start.y())
    person.drag(timeline, start, end)
    moved = next(one for one in person.document.track.phases if one.id == phase.id)
    wanted_ns = phase.start_ns + round(pixels * timeline.scale.ns_per_px)
    assert abs(moved.start_ns - wanted_ns) <= 2 * timeline.scale.ns_per_px
    return moved.start_ns


def in_catalog(url: str, record: EpisodeRecord) -> Document:
    """The labels of an episode as the catalog's log tells them; nothing in it was refused."""
    with closing(open_catalog(as_user(url, "lea"))) as gateway:
        entries = gateway.pull("main", after=0).entries
        revisions = gateway.revisions("main", record.id)
    assert {revision.status for revision in revisions} <= {AnswerStatus.APPLIED}
    changesets = [entry.changeset for entry in entries if entry.changeset is not None]
    mine = [changeset for changeset in changesets if changeset.episode_id == record.id]
    empty = empty_document(episode_id=record.id, time_range=record.range)
    return fold(empty, [change for changeset in mine for change in changeset.changes])


def authors_in_catalog(url: str, record: EpisodeRecord) -> list[str]:
    """Who made the edits of an episode, in order, each turn once."""
    with closing(open_catalog(as_user(url, "lea"))) as gateway:
        names = [revision.changeset.author for revision in gateway.revisions("main", record.id)]
    return [name for place, name in enumerate(names) if place == 0 or names[place - 1] != name]
