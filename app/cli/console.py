"""Where a command writes: data for scripts on one side, sentences and progress for people on the other."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

T = TypeVar("T")

_PATIENCE_S = 0.5
_PATIENCE_IN_A_LOG_S = 10.0


@dataclass(frozen=True, slots=True)
class Console:
    """With ``json`` stdout holds exactly one strict JSON document; everything else goes to stderr."""

    json: bool = False

    def document(self, value: Any) -> None:
        """Print one strict JSON document: a NaN in it is a bug, and every terminal can show its characters."""
        sys.stdout.write(json.dumps(value, allow_nan=False) + "\n")

    def say(self, sentence: str) -> None:
        """A result for people: stdout, or stderr where stdout belongs to a document."""
        (sys.stderr if self.json else sys.stdout).write(sentence + "\n")

    def note(self, sentence: str) -> None:
        """Something beside the result, always on stderr."""
        sys.stderr.write(sentence + "\n")

    def progress(self, steps: Iterable[T], *, total: int | None, unit: str) -> Iterator[T]:
        """Pass ``steps`` on, each of them one of ``total``, with a bar on stderr as soon as it takes long."""
        return self.weighed_progress(enumerate(steps, start=1), total=total, unit=unit)

    def weighed_progress(
        self, steps: Iterable[tuple[int, T]], *, total: int | None, unit: str
    ) -> Iterator[T]:
        """Pass on what stands beside the number of units done so far."""
        with self.bar(unit=unit) as show:
            for done, step in steps:
                show(done, total)
                yield step

    @contextmanager
    def bar(self, *, unit: str) -> Iterator[Callable[[int, int | None], None]]:
        """A function that shows so many units done of so many; a log waits longer for its bar than a person."""
        from tqdm import tqdm  # noqa: PLC0415 - only commands that can take long pay for it

        patience_s = _PATIENCE_S if sys.stderr.isatty() else _PATIENCE_IN_A_LOG_S
        with tqdm(
            unit=unit, file=sys.stderr, delay=patience_s, mininterval=patience_s / 5, leave=False
        ) as bar:

            def show(done: int, total: int | None) -> None:
                bar.total = total
                bar.update(done - bar.n)

            yield show
