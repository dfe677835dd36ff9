"""What ROS 1 and ROS 2 bags hold, told by rosbags."""

from pathlib import Path
from typing import Any

import numpy as np
from rosbags.interfaces import Nodetype
from rosbags.rosbag1 import Reader as Reader1
from rosbags.rosbag2 import Reader as Reader2
from rosbags.typesys import Stores, get_types_from_msg, get_typestore

from models.streams import PointCloud, SignalSample, Stream
from tests.support.mcap_reference import plain

TIMES = ("builtin_interfaces/msg/Time", "builtin_interfaces/msg/Duration", "std_msgs/msg/Header")


class BagExpected:
    """Messages by topic in (log time, order of the bag)."""

    def __init__(self, path: Path) -> None:
        self._messages: dict[str, list[tuple[int, bytes, Any, str]]] = {}
        self._stores: dict[str, Any] = {}
        self._read(path)
        for messages in self._messages.values():
            messages.sort(key=lambda message: message[0])

    def _read(self, path: Path) -> None:
        with Reader1(path) as reader:
            for connection, t_ns, data in reader.messages():
                self._add(connection, t_ns, data)

    def _add(self, connection: Any, t_ns: int, data: bytes) -> None:
        if connection.topic not in self._stores:
            self._stores[connection.topic] = self._store(connection)
        found = (t_ns, data, self._stores[connection.topic], connection.msgtype)
        self._messages.setdefault(connection.topic, []).append(found)

    def _store(self, connection: Any) -> Any:
        store = get_typestore(Stores.EMPTY)
        noetic = get_typestore(Stores.ROS1_NOETIC).fielddefs
        store.register({name: noetic[name] for name in TIMES[:2]})
        store.register(get_types_from_msg(connection.msgdef.data, connection.msgtype))
        return store

    def _decoded(self, data: bytes, store: Any, type_name: str) -> Any:
        return store.deserialize_ros1(data, type_name)

    def stamps(self) -> dict[str, np.ndarray]:
        return {n: np.array([t_ns for t_ns, *_ in found], np.int64) for n, found in self._messages.items()}

    def check(self, stream: Stream, index: int) -> None:
        _, data, store, type_name = self._messages[stream.info.name][index]
        message = self._decoded(data, store, type_name)
        sample = stream.sample(index)
        if not isinstance(sample, PointCloud):
            assert repr(stream.message(index)) == repr(plain(message, store))
        if isinstance(sample, SignalSample):
            numbers = list(numbers_of(message, store))
            assert repr(sample.values.tolist()) == repr([float(value) for value in numbers])


class Bag2Expected(BagExpected):
    """A folder of ROS 2; types without a definition are those of the distribution."""

    def __init__(self, path: Path, distribution: Stores = Stores.ROS2_FOXY) -> None:
        self._standard = get_typestore(distribution)
        super().__init__(path)

    def _read(self, path: Path) -> None:
        with Reader2(path) as reader:
            for connection, t_ns, data in reader.messages():
                self._add(connection, t_ns, data)

    def _store(self, connection: Any) -> Any:  # noqa: ARG002 all types are standard ones
        return self._standard

    def _decoded(self, data: bytes, store: Any, type_name: str) -> Any:
        return store.deserialize_cdr(data, type_name)


class Db3Expected(Bag2Expected):
    """One file of such a folder."""

    def __init__(self, path: Path) -> None:
        super().__init__(path.parent)


def numbers_of(message: Any, store: Any) -> Any:
    """Every number of a message but stamps, sequence numbers and covariances."""
    if message.__msgtype__ in TIMES:
        return
    _, definitions = store.fielddefs[message.__msgtype__]
    for name, (kind, _) in definitions:
        value = getattr(message, name)
        if name.endswith("covariance") or isinstance(value, str):
            continue
        if kind == Nodetype.NAME:
            yield from numbers_of(value, store)
        elif isinstance(value, np.ndarray):
            yield from value.tolist()
        elif isinstance(value, list):
            for item in value:
                yield from numbers_of(item, store)
        else:
            yield value
