"""``rushes privacy PATH``: what may be seen of a recording; say it, or look for faces that should be blurred."""

import argparse
import time
from dataclasses import replace

from app.cli.console import Console
from app.cli.options import add_json, add_recording, profile_of
from app.cli.store import opened_store, shipped_taxonomy
from app.privacy_search import faces_in
from models.episode import EpisodeRecord
from models.errors import UnreadableRecordingError
from models.ingest import jobs_for, look
from models.ingest.look import Found
from models.labelling.apply import apply
from models.labelling.commands import SetPrivacy
from models.privacy import Flag, Privacy, RegionState, effective
from models.readers import open_episode
from models.storage.label_store import LabelStore


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    add_recording(parser)
    flags = parser.add_mutually_exclusive_group()
    flags.add_argument("--clear", dest="flag", action="store_const", const=Flag.CLEAR, help="it may be seen")
    flags.add_argument(
        "--restrict", dest="flag", action="store_const", const=Flag.RESTRICTED, help="not for annotators"
    )
    flags.add_argument(
        "--uncheck", dest="flag", action="store_const", const=Flag.UNCHECKED, help="somebody must look at it"
    )
    parser.add_argument("--consent", metavar="TEXT", help="who agreed to what")
    parser.add_argument("--retention", metavar="TEXT", help="why and how long it is kept")
    parser.add_argument("--retain-until", metavar="DAY", help="YYYY-MM-DD")
    parser.add_argument("--find-faces", action="store_true", help="look for faces and propose to blur them")
    parser.add_argument("--confirm", action="store_true", help="confirm everything that was proposed")
    add_json(parser)


def execute(arguments: argparse.Namespace, console: Console) -> int:
    """Store what was said, then print what holds.

    Returns:
        0.

    Raises:
        UnreadableRecordingError: there is no such episode.
        RefusedEditError: the role may not say that.
    """
    record = _record(arguments)
    profile = profile_of(arguments)
    with open_episode(record.path, record.inner_id) as episode:
        recorded = episode.summary.attributes.get("privacy", "")
    with opened_store(profile, arguments) as store:
        store.put_episodes([record])
        before = effective(store.load(record, shipped_taxonomy()).privacy, recorded)
        after = _wanted(before, record, arguments)
        if after != before:
            _commit(store, record, after)
    _report(record, after, console)
    return 0


def _record(arguments: argparse.Namespace) -> EpisodeRecord:
    (job,) = jobs_for([arguments.path], ())
    found = look(job).found
    for each in found:
        if isinstance(each, Found) and arguments.episode in (None, each.record.inner_id):
            return each.record
    errors = [each for each in found if not isinstance(each, Found)]
    if errors:
        raise errors[0]
    raise UnreadableRecordingError("{path} holds no episode {id}", path=arguments.path, id=arguments.episode)


def _wanted(privacy: Privacy, record: EpisodeRecord, arguments: argparse.Namespace) -> Privacy:
    if arguments.find_faces:
        kept = tuple(r for r in privacy.regions if r.state is not RegionState.PROPOSED)
        privacy = replace(privacy, regions=(*kept, *faces_in(record)), searched=True)
    if arguments.confirm:
        proposed = frozenset(r.id for r in privacy.regions if r.state is RegionState.PROPOSED)
        privacy = privacy.settled(proposed, RegionState.CONFIRMED)
    said = {
        name: value
        for name in ("flag", "consent", "retention", "retain_until")
        if (value := getattr(arguments, name)) is not None
    }
    return replace(privacy, **said)


def _commit(store: LabelStore, record: EpisodeRecord, privacy: Privacy) -> None:
    taxonomy = shipped_taxonomy()
    before = store.load(record, taxonomy)
    applied = apply(before, SetPrivacy(privacy), taxonomy=taxonomy, role=store.role)
    if applied.changes:
        store.commit(applied, before=before, now_ns=time.time_ns())


def _report(record: EpisodeRecord, privacy: Privacy, console: Console) -> None:
    if console.json:
        console.document({"episode": record.id, **Privacy().to_json(), **_plain(privacy)})
        return
    blurred = [r for r in privacy.regions if r.state is not RegionState.REJECTED]
    console.say(
        f"{record.name}: {privacy.flag.value or 'nothing said'}, {len(blurred)} regions blurred, "
        f"{sum(r.state is RegionState.PROPOSED for r in blurred)} of them proposed"
    )


def _plain(privacy: Privacy) -> dict[str, object]:
    """Every key always there."""
    return {
        "flag": privacy.flag.value,
        "consent": privacy.consent,
        "retention": privacy.retention,
        "retain_until": privacy.retain_until,
        "searched": privacy.searched,
        "regions": privacy.to_json().get("regions", []),
    }
