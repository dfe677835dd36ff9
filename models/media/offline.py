"""An episode's recording brought to this machine and kept until it is released, so that it can be labelled anywhere."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from models.episode import EpisodeRecord
from models.errors import KnownError, StoreError
from models.media.cache import MediaCache
from models.media.fetch import Fetched, Wish, fetch
from models.media.forget import forget_cached, may_keep
from models.media.locate import Whereabouts, places_of
from models.media.manifest import Manifest, manifest_from
from models.media.mapping import is_url
from models.media.register import MediaRegister
from models.privacy import Privacy, effective
from models.readers import open_episode
from models.storage.location import Mount, refuse_network_share

Progress = Callable[[int, int], None]


class Outcome(StrEnum):
    """HERE: it lies on a disk of this machine already. REFUSED: no copy of it may be made."""

    HERE = "here"
    FETCHED = "fetched"
    REFUSED = "refused"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of one episode; ``error`` says why it is not here, ``told`` which copies were passed over."""

    episode_id: str
    name: str
    outcome: Outcome
    error: KnownError | None = None
    told: tuple[KnownError, ...] = ()


@dataclass(frozen=True, slots=True)
class Taking:
    """One episode to take along; ``privacy`` is what people said of it."""

    record: EpisodeRecord
    known: Whereabouts
    privacy: Privacy
    pin: bool = True


def _silent(_here: int, _all: int) -> None:
    """Hears nothing."""


def take_along(
    taking: Taking,
    cache: MediaCache,
    register: MediaRegister,
    tell: Progress = _silent,
    mounts: Iterable[Mount] | None = None,
) -> Taken:
    """Bring one recording here; every error of the world becomes part of the answer.

    What hides somebody, or has a day on which it must be gone, is not kept, also where only the recording says so.
    """
    record = taking.record
    try:
        if not may_keep(taking.privacy):
            raise _refusal(record)
        places = places_of(record.path, taking.known)
        if any(_is_on_this_machine(place, mounts) for place in places if not is_url(place)):
            return Taken(record.id, record.name, Outcome.HERE)
        manifest = _manifest(register, taking)
        fetched = fetch(cache, Wish(record.fingerprint, record.name, places, manifest), tell)
        _check_recorded(taking, fetched, cache)
        if taking.pin:
            cache.pin(record.fingerprint)
        # Another manifest that stands there already is a matter for those who verify.
        with suppress(KnownError):
            register.put_manifest(taking.known.site, record.id, fetched.manifest.text)
    except _RefusedError as error:
        return Taken(record.id, record.name, Outcome.REFUSED, _portable(error))
    except KnownError as error:
        return Taken(record.id, record.name, Outcome.FAILED, _portable(error))
    return Taken(record.id, record.name, Outcome.FETCHED, told=tuple(map(_portable, fetched.told)))


class _RefusedError(KnownError):
    """No copy may be made."""

    code = "not_kept"


def _refusal(record: EpisodeRecord) -> _RefusedError:
    return _RefusedError(
        "No copy of {name} is kept here: somebody is hidden in it or may be, or it is to be deleted by a day",
        name=record.name,
    )


def _check_recorded(taking: Taking, fetched: Fetched, cache: MediaCache) -> None:
    """What the recording itself says of its privacy is known only when it is here."""
    with open_episode(fetched.path, taking.record.inner_id) as episode:
        recorded = episode.summary.attributes.get("privacy", "")
    if not may_keep(effective(taking.privacy, recorded)):
        forget_cached(taking.record.fingerprint, cache)
        raise _refusal(taking.record)


def _manifest(register: MediaRegister, taking: Taking) -> Manifest | None:
    text = register.manifests(taking.known.site, [taking.record.id]).get(taking.record.id)
    return None if text is None else manifest_from(text)


def _is_on_this_machine(place: str, mounts: Iterable[Mount] | None) -> bool:
    path = Path(place)
    try:
        if not path.exists():
            return False
        refuse_network_share(path, mounts)
    except (StoreError, OSError):
        return False
    return True


def _portable(error: KnownError) -> KnownError:
    """With values that may travel to another process."""
    error.values = {
        name: _portable(value)
        if isinstance(value, KnownError)
        else value
        if isinstance(value, int)
        else str(value)
        for name, value in error.values.items()
    }
    return error.with_traceback(None)
