"""How long somebody works at an episode and with how many keys: seconds count while something happens."""

from dataclasses import dataclass, replace

IDLE_S = 30.0


@dataclass(frozen=True, slots=True)
class Effort:
    """``active_s`` seconds and ``keys`` key strokes."""

    active_s: float = 0.0
    keys: int = 0

    def plus(self, other: "Effort") -> "Effort":
        """Both together."""
        return Effort(self.active_s + other.active_s, self.keys + other.keys)


@dataclass(frozen=True, slots=True)
class Watch:
    """A stop watch that stands still ``IDLE_S`` after the last thing that happened; times in seconds of one clock."""

    effort: Effort = Effort()
    counted_until_s: float | None = None
    happened_at_s: float | None = None

    def happened(self, now_s: float, *, is_key: bool = False) -> "Watch":
        """A key, a click, a turn of the wheel."""
        seen = self.at(now_s)
        effort = replace(seen.effort, keys=seen.effort.keys + is_key)
        return Watch(effort, now_s, now_s)

    def at(self, now_s: float) -> "Watch":
        """With what has counted since."""
        if self.counted_until_s is None or self.happened_at_s is None:
            return self
        until_s = min(now_s, self.happened_at_s + IDLE_S)
        gone_s = max(0.0, until_s - self.counted_until_s)
        effort = replace(self.effort, active_s=self.effort.active_s + gone_s)
        return replace(self, effort=effort, counted_until_s=max(until_s, self.counted_until_s))

    def stopped(self, now_s: float) -> "Watch":
        """The window is left: nothing counts until something happens in it again."""
        return replace(self.at(now_s), counted_until_s=None, happened_at_s=None)
