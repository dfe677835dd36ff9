"""What the entries of the journal say, and how a label file is made to say the same: inside a caller's transaction.

What others did is not in it, apart from what a conflict began with: that may be known nowhere else any more.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace

from sqlalchemy import Connection

from models.episode import EpisodeRecord
from models.errors import KnownError, StoreError
from models.labelling.changes import ChangeSet, changeset_from_json, fold
from models.labelling.document import Document, empty_document
from models.labelling.history import Step
from models.storage import conflict_rows, documents, meta, outbox, places, replay, sites, withdrawing
from models.storage.conflict_rows import BaseRow
from models.storage.documents import Stored
from models.storage.journal import EDIT, Entry
from models.storage.values import Answer, AnswerStatus
from models.timebase import TimeRange

BEGIN, PLACE, ANSWER, META = "begin", "place", "answer", "meta"
REWIND, LEFT, WITHDRAWN = "rewind", "left", "withdrawn"
BASE, ASIDE = "base", "aside"
COPY = "copy"
_KNOWN = frozenset({EDIT, BEGIN, PLACE, ANSWER, META, REWIND, LEFT, WITHDRAWN, BASE, ASIDE, COPY})


def edit(number: int, *, site: str, document: Document, body: str, inverse: str, step: Step) -> Entry:
    """An acknowledged edit; ``document`` is the one after it, ``body`` the text of its change-set.

    ``inverse`` is the text of the changes that take it back, "" where nobody knows them.
    """
    return {
        "kind": EDIT,
        "number": number,
        "site": site,
        "episode_id": document.episode_id,
        "range": [document.range.start_ns, document.range.end_ns],
        "taxonomy": [document.taxonomy_id, document.taxonomy_version],
        "changeset": body,
        "step": step.value,
        "inverse": inverse,
    }


def begin(user: str, device_id: str, now_ns: int) -> Entry:
    """Whose journal this is."""
    return {"kind": BEGIN, "user": user, "device_id": device_id, "created_ns": now_ns}


def place(record: EpisodeRecord) -> Entry:
    """A recording of this machine."""
    return {"kind": PLACE, "episode_id": record.id, "record": places.record_to_text(record)}


def facts(said: Mapping[str, object]) -> Entry:
    """Facts about the file itself."""
    return {"kind": META, "facts": dict(said)}


def rewind(site: str, applied_as: str) -> Entry:
    """A site's log is taken again."""
    return {"kind": REWIND, "site": site, "applied_as": applied_as}


def left() -> Entry:
    """The catalog is another one from here on."""
    return {"kind": LEFT}


def withdrawn(episode_id: str, site: str, number: int) -> Entry:
    """An episode is gone by law, and its edits with it; no number up to ``number`` is given again."""
    return {"kind": WITHDRAWN, "episode_id": episode_id, "site": site, "number": number}


def answer(episode_id: str, given: Answer) -> Entry:
    """The catalog's word on a change-set."""
    return {
        "kind": ANSWER,
        "episode_id": episode_id,
        "id": given.changeset_id,
        "status": given.status.value,
        "seq": given.seq,
        "why": given.why,
    }


def base(row: BaseRow) -> Entry:
    """What both sides of a conflict began with; without its changes where only more others are known."""
    return {"kind": BASE, **asdict(row)}


def aside(episode_id: str, changeset_ids: Iterable[str], *, on: bool) -> Entry:
    """Refused work of an episode was put away by a person, or taken out again."""
    return {"kind": ASIDE, "episode_id": episode_id, "ids": list(changeset_ids), "on": on}


def conflicts_now(connection: Connection) -> list[Entry]:
    """Entries that say all that the file says of conflicts."""
    return [
        *map(base, conflict_rows.all_bases(connection)),
        *(aside(of, ids, on=True) for of, ids in conflict_rows.all_aside(connection).items()),
    ]


def refuse_newer(entries: Iterable[Entry]) -> None:
    """Nothing may be left out that a newer program wrote down.

    Raises:
        StoreError: a kind of entry that is not known here.
    """
    strange = next((entry["kind"] for entry in entries if entry["kind"] not in _KNOWN), None)
    if strange is not None:
        raise StoreError(
            "The journal was written by a newer Rushes (it holds entries of the kind {kind}); "
            "update Rushes to open it, nothing was changed",
            kind=strange,
        )


def do_again(connection: Connection, entries: Sequence[Entry]) -> int:
    """Make the file say what the entries say, in their order; how many edits were missing, known ones not counted.

    Raises:
        StoreError: a newer program wrote some of them.
    """
    refuse_newer(entries)
    done = 0
    for entry in entries:
        match entry["kind"]:
            case "edit":
                done += _edit_again(connection, entry)
            case "answer":
                _answer_again(connection, entry)
            case "place":
                record = places.record_from_text(entry["record"])
                if places.place_of(connection, record.id) is None:
                    places.put(connection, [record])
                    places.hold(connection, {record.id: ""})
            case "meta":
                meta.put(connection, entry["facts"])
            case "rewind":
                sites.rewind(connection, entry["site"], applied_as=entry["applied_as"])
            case "left":
                sites.leave(connection)
            case "withdrawn":
                withdrawing.erase(connection, entry["episode_id"], entry["site"])
                outbox.reach_number(connection, entry.get("number", 0))
            case "base" | "aside":
                _conflict_again(connection, entry)
    return done


def _conflict_again(connection: Connection, entry: Entry) -> None:
    episode_id = entry["episode_id"]
    if withdrawing.is_withdrawn(connection, episode_id):
        return
    if entry["kind"] == BASE:
        texts = (entry["head"], entry["changes"], entry["others"])
        conflict_rows.put_again(connection, BaseRow(episode_id, *texts))
        return
    change = conflict_rows.put_aside if entry["on"] else conflict_rows.take_out
    change(connection, entry["ids"])
    places.hold(connection, {episode_id: ""})


def _edit_again(connection: Connection, entry: Entry) -> bool:
    changeset = changeset_from_json(entry["changeset"])
    episode_id = changeset.episode_id
    if withdrawing.is_withdrawn(connection, episode_id) or outbox.find(connection, changeset.id):
        return False
    places.hold(connection, {episode_id: ""})
    stored = documents.read(connection, episode_id) or _blank(connection, entry)
    document = _after(stored, changeset)
    documents.write_stored(
        connection, replace(stored, document=document, head=changeset.id), before=stored.document
    )
    number = int(entry["number"])
    if outbox.has_number(connection, number):
        number = outbox.last_number(connection) + 1
    outbox.put(connection, changeset, entry["site"], body=entry["changeset"], number=number)
    if changeset.resolves:
        outbox.resolve(connection, changeset.resolves, by=changeset.id)
    if entry["inverse"]:
        step = Step(entry["step"])
        documents.take_off_stack(connection, episode_id, step)
        documents.keep_inverse(connection, episode_id, entry["inverse"], step, number=number)
    return True


def _blank(connection: Connection, entry: Entry) -> Stored:
    start_ns, end_ns = entry["range"]
    taxonomy_id, version = entry["taxonomy"]
    time_range = TimeRange(start_ns, end_ns)
    stored = documents.begin(connection, entry["episode_id"], time_range, entry["site"])
    empty = empty_document(
        episode_id=entry["episode_id"],
        time_range=time_range,
        taxonomy_id=taxonomy_id,
        taxonomy_version=version,
    )
    return replace(stored, document=empty)


def _after(stored: Stored, changeset: ChangeSet) -> Document:
    """The document after an edit; it waits for the log where others' work in between is missing."""
    try:
        return fold(stored.document, changeset.changes)
    except ValueError:
        return stored.document


def _answer_again(connection: Connection, entry: Entry) -> None:
    if outbox.find(connection, entry["id"]) is None:
        return
    given = Answer(entry["id"], AnswerStatus(entry["status"]), entry["seq"], entry["why"])
    try:
        replay.take_answers(connection, [given])
    except KnownError:
        # It stands on work of others that is missing here: the catalog is asked again, and answers the same.
        return
