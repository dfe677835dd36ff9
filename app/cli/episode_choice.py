"""Which episodes of a person's list a command means."""

from collections.abc import Iterable, Sequence

from models.episode import EpisodeRecord
from models.errors import UnknownNameError


def named_by(record: EpisodeRecord) -> set[str]:
    """The words that mean an episode: its id, its name, the id that inspect prints, its recording."""
    return {record.id, record.name, record.inner_id, record.path} - {""}


def chosen_episodes(records: Iterable[EpisodeRecord], words: Sequence[str]) -> list[EpisodeRecord]:
    """The episodes that ``words`` mean in the order of the list, all for none; a data set means all of its own.

    Raises:
        UnknownNameError: a word means none, or a name means several.
    """
    listed = list(records)
    if not words:
        return listed
    wanted: set[str] = set()
    for word in words:
        wanted.update(record.id for record in _meant(listed, word))
    return [record for record in listed if record.id in wanted]


def _meant(listed: Sequence[EpisodeRecord], word: str) -> list[EpisodeRecord]:
    fits = [record for record in listed if word in named_by(record)]
    if not fits:
        raise UnknownNameError("The episode list has no {name}", name=word)
    if len(fits) > 1 and any(record.path != word for record in fits):
        raise UnknownNameError(
            "{n} episodes are called {name}; choose one by id: {ids}",
            n=len(fits),
            name=word,
            ids=", ".join(record.id for record in fits),
        )
    return fits
