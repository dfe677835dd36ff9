"""Labels that a file holds of one episode, and what they do to the labels that it has."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from models.episode import EpisodeRecord
from models.exports.context import frames_in
from models.exports.files import Answer, Labels
from models.exports.formats import Format
from models.exports.importing import Import, commands_of
from models.exports.labelset import labelset_of
from models.labelling.apply import apply
from models.labelling.document import Document, empty_document
from models.review import Role
from models.taxonomy import Taxonomy


def answer_of(
    labels: Labels,
    form: Format,
    record: EpisodeRecord,
    taxonomy: Taxonomy,
    *,
    camera: str = "",
    anyway: bool = False,
) -> Answer | None:
    """What a file that was read says of an episode, None where it says nothing of it.

    The recording is opened only where the file has labels of it that count frames: those of ``camera``, else of the
    first one. ``anyway`` as in ``Labels``.

    Raises:
        KnownError: the recording cannot be read.
    """
    empty = empty_document(episode_id=record.id, time_range=record.range)
    base = labelset_of(empty, record, taxonomy)
    if form.frames and labels(base, anyway=anyway) is not None:
        base = labelset_of(empty, record, taxonomy, frames_in(record, camera))
    return labels(base, anyway=anyway)


def planned(
    answer: Answer,
    document: Document,
    taxonomy: Taxonomy,
    *,
    new_id: Callable[[], str],
    mapping: Mapping[str, str],
    role: Role,
) -> Import:
    """``commands_of`` with what reading lost, tried on ``document``.

    Raises:
        KnownError: as ``commands_of``, or the document may not be edited by that role.
    """
    made = commands_of(
        answer.labels,
        document,
        taxonomy,
        new_id=new_id,
        mapping=mapping,
        rounded=answer.rounded,
        role=role,
    )
    for command in made.commands:
        apply(document, command, taxonomy=taxonomy, role=role)
    return replace(made, losses=answer.losses + made.losses)
