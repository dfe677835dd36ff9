"""The window on a recording: a hand sweeps the playhead over it, rests, plays. Prints what was seen as JSON.

``python -m tests.benchmarks.hand_child PATH SWEEP_S RESTS PLAY_S``.
"""

import json
import random
import statistics
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from tests.benchmarks.memory_child import until, window

_EVENT_S = 1 / 60
DRIFT_S = 20.0
_PICTURED = ("video", "depth", "points")
RATES = (1.0, 2.0, 4.0, 8.0, 16.0)


def main(path: Path, sweep_s: float, rests: int, play_s: float) -> dict[str, Any]:
    """Milliseconds between pictures, from rest to exact, between turns of the event loop; shares of real time."""
    with tempfile.TemporaryDirectory() as directory, window(Path(directory), path) as (qapp, app):
        watch = Watch(app, qapp)
        watch.sweep(sweep_s)
        found: dict[str, Any] = {"pictures_ms": watch.pictures_ms(), "turns_ms": watch.turns_ms}
        found["rest_ms"], found["late"] = watch.rests(rests)
        found["rates"] = {rate: watch.played(rate, play_s) for rate in RATES}
        found |= watch.drift(DRIFT_S)
        return found


class Watch:
    """Moves the playhead as the timeline's scrub does, and notes when views get pictures."""

    def __init__(self, app: Any, qapp: Any) -> None:
        self.player, self.qapp = app.services.player, qapp
        self.videos = [name for name, info in self.player.opened.infos.items() if info.kind.value == "video"]
        self.shown_s: dict[str, list[float]] = {name: [] for name in self.videos}
        self.indexes: dict[str, list[int]] = {name: [] for name in self.videos}
        self.turns_ms: list[float] = []
        self.pictured = [n for n, info in self.player.opened.infos.items() if info.kind.value in _PICTURED]
        self.drawn_ns: dict[str, int] = {}
        for name in self.pictured:
            self._note(name, app.board.views[name])

    def _note(self, name: str, view: Any) -> None:
        """What the view draws, not what it is sent."""
        draw = view.show_sample

        def show_sample(sample: Any, **said: Any) -> None:
            draw(sample, **said)
            if sample is None:
                return
            self.drawn_ns[name] = sample.t_ns
            if name in self.shown_s:
                self.shown_s[name].append(time.perf_counter())
                self.indexes[name].append(sample.index)

        view.show_sample = show_sample

    def sweep(self, seconds: float) -> None:
        """There and back over the whole episode, 60 events a second, like a hand: quick in the middle."""
        whole, begun_s = self.player.clock.range, time.perf_counter()
        before_s = begun_s
        next_s = begun_s
        while (now_s := time.perf_counter()) - begun_s < seconds:
            self.turns_ms.append((now_s - before_s) * 1000)
            before_s = now_s
            if now_s >= next_s:
                next_s += _EVENT_S
                share = (now_s - begun_s) / seconds
                place = (1 - abs(1 - 2 * share)) ** 2 * (3 - 2 * (1 - abs(1 - 2 * share)))
                self.player.scrub(whole.start_ns + round(place * (whole.duration_ns - 1)), False)
            self.qapp.processEvents()
            time.sleep(0.0005)
        self.player.scrub(self.player.t_ns, True)
        until(self.qapp, lambda: self.player.is_settled)

    def pictures_ms(self) -> list[float]:
        """Between two pictures of the same view, for all views."""
        return [
            (later - earlier) * 1000 for times in self.shown_s.values() for earlier, later in pairwise(times)
        ]

    def rests(self, count: int) -> tuple[list[float], int]:
        """From the last move to all views exact; and how many were still late 150 ms later."""
        chance, whole = random.Random(2), self.player.clock.range
        took_ms, late = [], 0
        for _ in range(count):
            end_s = time.perf_counter() + 0.15
            t_ns = whole.start_ns + chance.randrange(whole.duration_ns)
            while time.perf_counter() < end_s:
                t_ns = min(max(t_ns + chance.randrange(-(10**9), 10**9), whole.start_ns), whole.end_ns - 1)
                self.player.scrub(t_ns, False)
                self._rest_until(time.perf_counter() + _EVENT_S)
            begun_s = time.perf_counter()
            self.player.scrub(t_ns, True)
            until(self.qapp, lambda: self.player.is_settled)
            took_ms.append((time.perf_counter() - begun_s) * 1000)
            late += took_ms[-1] > 150
        return took_ms, late

    def played(self, rate: float, seconds: float) -> dict[str, float]:
        """How fast time went against what was asked for, and pictures a second of a view; the episode is played again
        where it is over before ``seconds``.
        """
        took_s, went_s, pictures = 0.0, 0.0, 0
        dropped, left_out, steps = 0, 0, list[int]()
        while took_s < seconds:
            took, went = self._stretch(rate, seconds - took_s)
            took_s, went_s = took_s + took, went_s + went
            pictures += sum(map(len, self.shown_s.values()))
            dropped, left_out = self.player.dropped, self.player.left_out
            steps += [b - a for shown in self.indexes.values() for a, b in pairwise(shown) if b > a]
        return {
            "share": went_s / took_s / rate,
            "pictures": pictures,
            "pictures_hz": pictures / max(1, len(self.shown_s)) / took_s,
            "dropped": dropped,
            "left_out": left_out,
            "unevenness": _unevenness(steps),
        }

    def _stretch(self, rate: float, most_s: float) -> tuple[float, float]:
        """Seconds that it took, and seconds of the episode that went by, from its start on."""
        player = self.player
        player.scrub(player.clock.range.start_ns, True)
        until(self.qapp, lambda: player.is_settled)
        for noted in (*self.shown_s.values(), *self.indexes.values()):
            noted.clear()
        player.set_rate(rate)
        before_ns, begun_s = player.t_ns, time.perf_counter()
        player.play()
        self._rest_until(begun_s + min(most_s, player.clock.range.duration_ns / 1e9 / rate * 0.9))
        took_s, went_s = time.perf_counter() - begun_s, (player.t_ns - before_ns) / 1e9
        player.pause()
        player.set_rate(1.0)
        return took_s, went_s

    def drift(self, seconds: float) -> dict[str, Any]:
        """At real time, for every turn of the loop: how far the stream that lags most is behind the one that lags
        least, each against the sample that it should show; and how much that grows in a minute.
        """
        player, tracks = self.player, self.player.opened.tracks
        self.drawn_ns.clear()
        player.scrub(player.clock.range.start_ns, True)
        until(self.qapp, lambda: player.is_settled)
        spreads_ms: list[float] = []
        at_s: list[float] = []
        player.play()
        begun_s = time.perf_counter()
        while (now_s := time.perf_counter()) < begun_s + seconds and player.clock.playing:
            self.qapp.processEvents()
            lags_ms = []
            for name in self.pictured:
                stamps_ns = tracks[name].stamps_ns
                wanted = int(np.searchsorted(stamps_ns, player.t_ns, "right")) - 1
                if wanted >= 0 and name in self.drawn_ns:
                    lags_ms.append((int(stamps_ns[wanted]) - self.drawn_ns[name]) / 1e6)
            if lags_ms:
                spreads_ms.append(max(lags_ms) - min(lags_ms))
                at_s.append(now_s - begun_s)
            time.sleep(0.001)
        player.pause()
        return {"spread_ms": spreads_ms, "drift": abs(float(np.polyfit(at_s, spreads_ms, 1)[0]) * 60)}

    def _rest_until(self, moment_s: float) -> None:
        while time.perf_counter() < moment_s:
            self.qapp.processEvents()
            time.sleep(0.0005)


def _unevenness(steps: list[int]) -> float:
    """The 95th percentile of the steps between shown pictures against their median: 1 is even."""
    steps = sorted(steps)
    return steps[round(0.95 * (len(steps) - 1))] / statistics.median(steps) if steps else 0.0


if __name__ == "__main__":
    print(
        json.dumps(main(Path(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4]))),
        flush=True,
    )
