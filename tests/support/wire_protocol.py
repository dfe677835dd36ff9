"""What client and PostgreSQL say to each other, as far as a proxy must understand it to spoil the right reply.

Only in the clear: where TLS begins, ``encrypted`` becomes true and nothing is understood from then on.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

_SSL, _GSS, _CANCEL = 80877103, 80877104, 80877102


@dataclass
class Conversation:
    """One connection. A *turn* is what a client asks up to its Sync, or with one simple query, and the reply.

    ``asked`` and ``answered`` count the turns; that of the log-in is the first.
    """

    encrypted: bool = False
    asked: int = 0
    answered: int = 0
    _from_client: bytearray = field(default_factory=bytearray)
    _from_server: bytearray = field(default_factory=bytearray)
    _has_started: bool = False
    _waits_for_letter: bool = False
    _texts: dict[bytes, bytes] = field(default_factory=dict)

    def client_says(self, data: bytes) -> list[tuple[int, bytes]]:
        """Statements in it, each with the number of its turn."""
        if self.encrypted:
            return []
        self._from_client += data
        if not self._has_started:
            self._start()
        return [found for kind, body in self._messages(self._from_client) for found in self._take(kind, body)]

    def server_says(self, data: bytes) -> list[tuple[int, int]]:
        """The same bytes by turns: (turn, how many of the bytes belong to it), in order."""
        if self.encrypted:
            return [(self.answered, len(data))]
        if self._waits_for_letter:
            self._waits_for_letter = False
            self.encrypted = data[:1] in {b"S", b"G"}
            return [(self.answered, 1), *(self.server_says(data[1:]) if data[1:] else [])]
        parts = []
        before = len(self._from_server)
        self._from_server += data
        done = 0
        for kind, body in self._messages(self._from_server):
            done += 5 + len(body)
            if kind == b"Z":
                parts.append((self.answered, done - before))
                self.answered += 1
                before = done
        rest = len(self._from_server) + done - before
        return [*parts, (self.answered, rest)] if rest > 0 else parts

    def _start(self) -> None:
        """Packets without a letter come first: a wish for TLS, then the log-in."""
        while not self._has_started and len(self._from_client) >= 8:
            length = int.from_bytes(self._from_client[:4], "big")
            if len(self._from_client) < length:
                return
            code = int.from_bytes(self._from_client[4:8], "big")
            del self._from_client[:length]
            if code in {_SSL, _GSS}:
                self._waits_for_letter = True
            elif code != _CANCEL:
                self._has_started = True
                self.asked += 1

    def _messages(self, buffer: bytearray) -> Iterator[tuple[bytes, bytes]]:
        """Whole messages, taken off the buffer."""
        while len(buffer) >= 5:
            end = 1 + int.from_bytes(buffer[1:5], "big")
            if len(buffer) < end:
                return
            kind, body = bytes(buffer[:1]), bytes(buffer[5:end])
            del buffer[:end]
            yield kind, body

    def _take(self, kind: bytes, body: bytes) -> Iterator[tuple[int, bytes]]:
        """Simple query, parse, bind of a statement that was parsed earlier; Sync ends a turn."""
        if kind == b"Q":
            yield self.asked, body.rstrip(b"\0")
            self.asked += 1
        elif kind == b"P":
            name, text, _ = body.split(b"\0", 2)
            self._texts[name] = text
        elif kind == b"B":
            _, name, _ = body.split(b"\0", 2)
            yield self.asked, self._texts.get(name, b"")
        elif kind == b"S":
            self.asked += 1
