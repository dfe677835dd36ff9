"""The cameras of episodes that are compared: each its exact picture, decoded before it is due while time moves."""

from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtCore import QObject

from app.asking import Answer, Asking
from app.compare_reads import Companion
from app.hand import Hand
from app.player import AHEAD_MOST, AHEAD_NS, SKIMS_FROM, Player
from app.tasks import Tasks
from models.alignment.time_map import TimeMap
from models.errors import KnownError
from models.playback.cache import SampleCache, sample_nbytes
from models.playback.frameset import Track, is_better, read_ahead, wanted_at
from models.streams import Sample

AHEAD_NBYTES = 96 << 20
"""For pictures of all that are compared."""


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """As ``ViewFrame.show_sample``: None, exact, without an age says that the camera has nothing yet."""

    sample: Sample | None
    age_ns: int | None
    period_ns: int
    exact: bool


@dataclass(slots=True, eq=False)
class _Camera:
    """``drawn`` is the index on the screen, -1 before the first; ``broken`` are those that cannot be read."""

    track: Track
    cache: SampleCache
    drawn: int | None = None
    broken: dict[int, KnownError] = field(default_factory=dict)

    def most_ahead(self, nbytes: int) -> int:
        """How many pictures of ``nbytes`` fit beside the one on the screen."""
        return max(1, min(AHEAD_MOST, self.cache.budget_nbytes // max(nbytes, 1) - 1))


class Pictures(QObject):
    """``shown(place, Picture)`` and ``failed(place, KnownError)`` by the place of the episode, the lead's is 0."""

    def __init__(
        self,
        *,
        player: Player,
        tasks: Tasks,
        shown: Callable[[int, Picture], None],
        failed: Callable[[int, KnownError], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._player = player
        self._shown, self._failed = shown, failed
        self._cameras: dict[int, _Camera] = {}
        self._maps: tuple[TimeMap, ...] = ()
        self._nbytes: dict[int, int] = {}
        self._asking = Asking(tasks=tasks, hand=Hand(self), arrived=self._arrived, failed=self._refuse)

    @property
    def nbytes(self) -> int:
        """Memory of decoded pictures."""
        return sum(camera.cache.used_nbytes for camera in self._cameras.values())

    @property
    def is_exact(self) -> bool:
        """Whether every picture is the one that the playhead asks for."""
        return all(camera.drawn == self.wanted_index(place) for place, camera in self._cameras.items())

    def wanted_index(self, place: int) -> int:
        """Of the picture that an episode has at the playhead, -1 before its first."""
        return wanted_at(self._cameras[place].track, self._own_ns(place)).index

    def open(self, companions: tuple[Companion, ...]) -> None:
        """Other episodes; nothing is shown before their times are laid over one another."""
        self.close()
        cameras = {place: each.camera for place, each in enumerate(companions) if each.camera is not None}
        budget_nbytes = AHEAD_NBYTES // max(1, len(cameras))
        for place, name in cameras.items():
            self._cameras[place] = _Camera(companions[place].opened.tracks[name], SampleCache(budget_nbytes))
        self._asking.open(
            {_key(place): companions[place].opened.episode.streams[name] for place, name in cameras.items()}
        )

    def close(self) -> None:
        """Late answers are dropped."""
        self._asking.close()
        self._cameras.clear()
        self._nbytes.clear()
        self._maps = ()

    def align(self, maps: tuple[TimeMap, ...]) -> None:
        """Lay them over one another in another way, and show what is at the playhead then."""
        self._maps = maps
        self.redraw()

    def redraw(self) -> None:
        """Show every picture once more."""
        for camera in self._cameras.values():
            camera.drawn = None
        self.follow()

    def follow(self) -> None:
        """The playhead moved."""
        if self._maps:
            for place in self._cameras:
                self._refresh(place)

    def _own_ns(self, place: int) -> int:
        return self._maps[place].to_other(self._player.t_ns) if self._maps else -1

    def _refresh(self, place: int) -> None:
        camera, own_ns = self._cameras[place], self._own_ns(place)
        wanted = wanted_at(camera.track, own_ns)
        if wanted.index == camera.drawn:
            self._ask_ahead(place)
            return
        sample = None if wanted.index < 0 else camera.cache.get(_key(place), wanted.index)
        if sample is not None:
            self._show(place, sample, exact=True)
            self._ask_ahead(place)
        elif wanted.index < 0:
            camera.drawn = -1
            self._shown(place, Picture(None, None, camera.track.period_ns, exact=True))
        elif wanted.index in camera.broken:
            camera.drawn = wanted.index
            self._failed(place, camera.broken[wanted.index])
            self._ask_ahead(place)
        else:
            self._asking.now(_key(place), wanted.index, skims=False, shown=camera.drawn)
            self._tell_late(camera, place, own_ns)

    def _tell_late(self, camera: _Camera, place: int, own_ns: int) -> None:
        if camera.drawn is not None and camera.drawn >= 0:
            age_ns = own_ns - int(camera.track.stamps_ns[camera.drawn])
            self._shown(place, Picture(None, age_ns, camera.track.period_ns, exact=False))

    def _show(self, place: int, sample: Sample, *, exact: bool) -> None:
        camera = self._cameras[place]
        camera.drawn = sample.index
        age_ns = self._own_ns(place) - sample.t_ns
        self._shown(place, Picture(sample, age_ns, camera.track.period_ns, exact))

    def _ask_ahead(self, place: int) -> None:
        """The next that time comes to, as fast as it goes in that episode."""
        camera, clock = self._cameras[place], self._player.clock
        if not clock.playing or clock.pace >= SKIMS_FROM or self._asking.waits(_key(place)):
            return
        own_ns = self._own_ns(place)
        then_ns = self._maps[place].to_other(clock.t_ns + round(AHEAD_NS * clock.pace))
        ahead = read_ahead(
            camera.track,
            own_ns,
            rate=(then_ns - own_ns) / AHEAD_NS,
            horizon_ns=AHEAD_NS,
            most=camera.most_ahead(self._nbytes.get(place, 0)),
        )
        missing = (i for i in ahead if (_key(place), i) not in camera.cache and i not in camera.broken)
        self._asking.ahead(_key(place), missing)

    def _arrived(self, key: str, answer: Answer) -> None:
        place, sample = _place(key), answer.sample
        camera = self._cameras.get(place)
        if camera is None or sample is None or not self._maps:
            return
        self._nbytes[place] = sample_nbytes(sample)
        camera.cache.put(key, sample)
        wanted = self.wanted_index(place)
        if sample.index == wanted or is_better(sample.index, wanted, camera.drawn):
            self._show(place, sample, exact=sample.index == wanted)
        if camera.drawn == wanted:
            self._ask_ahead(place)
        else:
            self._refresh(place)

    def _refuse(self, key: str, index: int, error: Exception) -> None:
        if not isinstance(error, KnownError):
            raise error
        place = _place(key)
        if place in self._cameras:
            self._cameras[place].broken[index] = error
            self._refresh(place)


def _key(place: int) -> str:
    return f"compare {place}"


def _place(key: str) -> int:
    return int(key.rpartition(" ")[2])
