"""Where frames are at a time: the last transform at or before it counts, static ones count always.

Streams of transforms are read a block at a time, on demand and backwards, so that a pose costs the neighbourhood
of its time and never the recording. An object of this module belongs to one thread.
"""

from collections import OrderedDict
from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from models.errors import NoSampleError, UnknownNameError
from models.geometry.poses import Matrix, frame_name, inverse, matrix_of
from models.geometry.transforms import TransformBlock, TransformSource, usable
from models.streams import Stamps, index_at

BLOCK = 256
KEPT_BLOCKS = 32
LOOK_BACK = 16

_Step = tuple[str, NDArray[np.float64]]


class FrameHistory:
    """Every frame of an episode.

    A frame that no transform has placed yet is looked for in the last ``LOOK_BACK * BLOCK`` messages of each stream
    and in its first ones, as latched transforms lie there; a frame that is known to be placed is looked for back to
    the start.
    """

    def __init__(self, sources: Iterable[TransformSource]) -> None:
        every = list(sources)
        self._static = [_Static(source) for source in every if source.static]
        self._moving = [_Moving(source) for source in every if not source.static]

    def target_from_source(self, target: str, source: str, t_ns: int) -> Matrix:
        """Float64 (4, 4), metres.

        Raises:
            UnknownNameError: nothing connects the two frames, or they form a circle.
            NoSampleError: a transform on the way comes later than ``t_ns``.
        """
        root_of_target, root_from_target = self.root_from(target, t_ns)
        root_of_source, root_from_source = self.root_from(source, t_ns)
        if root_of_target != root_of_source:
            raise UnknownNameError("The frames {a} and {b} are not connected", a=target, b=source)
        return inverse(root_from_target) @ root_from_source

    def root_from(self, frame: str, t_ns: int) -> tuple[str, Matrix]:
        """The root of a frame's tree, and the frame's pose in it, float64 (4, 4); a frame that nothing places is its
        own root.

        Raises:
            UnknownNameError: frames form a circle.
            NoSampleError: a transform on the way comes later than ``t_ns``.
        """
        frame = frame_name(frame)
        root_from_frame: Matrix = np.eye(4)
        passed = {frame}
        while (step := self._step(frame, t_ns)) is not None:
            parent, pose = step
            root_from_frame = matrix_of(pose) @ root_from_frame
            if parent in passed:
                raise UnknownNameError("The frames around {frame} form a circle", frame=parent)
            passed.add(parent)
            frame = parent
        return frame, root_from_frame

    def is_placed(self, frame: str, t_ns: int) -> bool:
        """Whether a transform says where the frame is, whenever."""
        try:
            return self._step(frame_name(frame), t_ns) is not None
        except NoSampleError:
            return True

    def links_at(self, t_ns: int) -> dict[str, tuple[str, Matrix]]:
        """Parent and pose in it, float64 (4, 4), of every frame that is placed at ``t_ns``; of frames that were never
        read those count that move around this time, or in the first messages."""
        found: dict[str, tuple[str, Matrix]] = {}
        children = {child for static in self._static for child in static.children}
        for moving in self._moving:
            children |= moving.children_near(t_ns)
        for child in sorted(children):
            try:
                step = self._step(child, t_ns)
            except NoSampleError:
                continue
            if step is not None:
                found[child] = step[0], matrix_of(step[1])
        return found

    @property
    def begin_ns(self) -> int:
        """When every stream of moving frames has begun; 0 without any."""
        begins = [begin for moving in self._moving if (begin := moving.begin_ns) is not None]
        return max(begins, default=0)

    def _step(self, child: str, t_ns: int) -> _Step | None:
        for static in self._static:
            found = static.step(child)
            if found is not None:
                return found
        steps = [step for moving in self._moving if (step := moving.step(child, t_ns)) is not None]
        if steps:
            return max(steps, key=lambda step: step[0])[1]
        if any(child in moving.children for moving in self._moving):
            raise NoSampleError("The frame {frame} is not placed before {t_ns} ns", frame=child, t_ns=t_ns)
        return None


class _Static:
    """Read once, when first asked."""

    def __init__(self, source: TransformSource) -> None:
        self._source = source
        self._steps: dict[str, _Step] | None = None

    def step(self, child: str) -> _Step | None:
        return self._known().get(child)

    @property
    def children(self) -> frozenset[str]:
        """Every frame that is placed."""
        return frozenset(self._known())

    def _known(self) -> dict[str, _Step]:
        if self._steps is None:
            block = usable(self._source.transforms(0, len(self._source.stamps())))
            self._steps = {name: (parent, pose) for name, _, parent, pose in _last(block)}
        return self._steps


class _Moving:
    """One stream in blocks of messages: the last few whole, of each that was read the end state."""

    def __init__(self, source: TransformSource) -> None:
        self._source = source
        self._stamps_ns: Stamps | None = None
        self._blocks: OrderedDict[int, TransformBlock] = OrderedDict()
        self._ends: dict[int, dict[str, tuple[int, _Step]]] = {}
        self.children: set[str] = set()

    @property
    def begin_ns(self) -> int | None:
        """Stamp of the first message."""
        stamps_ns = self._stamps()
        return int(stamps_ns[0]) if len(stamps_ns) else None

    def _stamps(self) -> Stamps:
        if self._stamps_ns is None:
            self._stamps_ns = self._source.stamps()
        return self._stamps_ns

    def children_near(self, t_ns: int) -> set[str]:
        """Frames that were read of so far, and those that move around ``t_ns``."""
        last = index_at(self._stamps(), t_ns)
        self._end(0)
        if last >= 0:
            self._block(last // BLOCK)
        return self.children

    def step(self, child: str, t_ns: int) -> tuple[int, _Step] | None:
        """Stamp and step of a frame's last transform at or before ``t_ns``."""
        last = index_at(self._stamps(), t_ns)
        self._end(0)
        if last < 0:
            return None
        number = last // BLOCK
        found = self._block(number).last_of(child, t_ns)
        if found is not None:
            return found[0], found[1:]
        return next(self._ends_before(number, child), None)

    def _ends_before(self, number: int, child: str) -> Iterator[tuple[int, _Step]]:
        for back, before in enumerate(range(number - 1, -1, -1)):
            if child not in self.children and back >= LOOK_BACK:
                break
            end = self._end(before).get(child)
            if end is not None:
                yield end

    def _end(self, number: int) -> dict[str, tuple[int, _Step]]:
        if number not in self._ends:
            self._block(number)
        return self._ends[number]

    def _block(self, number: int) -> TransformBlock:
        if number in self._blocks:
            self._blocks.move_to_end(number)
            return self._blocks[number]
        first = number * BLOCK
        block = usable(self._source.transforms(first, min(first + BLOCK, len(self._stamps()))))
        self._ends[number] = {name: (t_ns, (parent, pose)) for name, t_ns, parent, pose in _last(block)}
        self.children |= block.children
        self._blocks[number] = block
        if len(self._blocks) > KEPT_BLOCKS:
            self._blocks.popitem(last=False)
        return block


def _last(block: TransformBlock) -> Iterator[tuple[str, int, str, NDArray[np.float64]]]:
    """Child, stamp, parent and pose of the last transform of every frame of a block."""
    ends: dict[str, int] = {}
    for link, (_, child) in enumerate(block.names):
        rows = np.flatnonzero(block.links == link)
        if len(rows):
            ends[child] = max(ends.get(child, -1), int(rows[-1]))
    for child, row in ends.items():
        parent = block.names[int(block.links[row])][0]
        yield child, int(block.stamps_ns[row]), parent, block.poses[row].copy()
