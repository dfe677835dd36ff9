"""What the sync tells, as values for the badge: places, times, refused work."""

from datetime import datetime

from models.storage.label_store import LabelStore
from models.storage.strands import Strand
from widgets.sync_badge import Case


def where_words(url: str) -> str:
    """A catalog's place without login, password and options; PostgreSQL's library is not loaded for it."""
    return url.removeprefix("sqlite:///").rsplit("@", 1)[-1].split("?", 1)[0]


def clock_words(moment: datetime | None) -> str:
    """Clock time, with the day where it is not today; "" for None."""
    if moment is None:
        return ""
    return f"{moment:%H:%M}" if moment.date() == datetime.now().date() else f"{moment:%m-%d %H:%M}"


def case_of(store: LabelStore, strand: Strand) -> Case:
    """Refused work of one episode."""
    record = store.episode(strand.episode_id)
    name = record.name if record is not None else strand.episode_id
    who = ", ".join(dict.fromkeys(other.author for other in strand.others))
    return Case(strand.episode_id, name, who, strand.refusal.why, aside=strand.aside)
