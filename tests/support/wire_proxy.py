"""A bad line to PostgreSQL: far away, narrow, stalling, and broken at the worst moment.

    with WireProxy(server()) as line:
        line.round_trip_s = 0.2
        line.eat_reply("rushes.push")          # committed, but the client never hears of it
        gateway = open_catalog(line.through(url))
        before = line.round_trips
        ...
        assert line.round_trips - before <= 3

The same seed stalls the same packets. Faults that name a statement work in the clear only, everything else with
TLS too. Round trips are counted where the client stands: each time it speaks again after it was told something.
It runs in a thread: a client that waits inside libpq without letting Python go would wait for ever.
"""

import asyncio
import contextlib
import random
import socket
import struct
import threading
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from dataclasses import dataclass, field
from types import TracebackType
from urllib.parse import quote, urlencode

from psycopg.conninfo import conninfo_to_dict

from tests.support.postgres import PostgresServer
from tests.support.wire_protocol import Conversation

KBIT_S = 1000 / 8
"""Bytes a second in one kbit/s: ``line.bytes_per_s = 256 * KBIT_S``."""
_PACKET = 1400
_UP, _DOWN = "up", "down"
_Connect = Callable[[], Awaitable[tuple[asyncio.StreamReader, asyncio.StreamWriter]]]


@dataclass
class _Fault:
    """``kind``: lose (the request), eat, hold or cut (the reply, after ``after`` bytes)."""

    kind: str
    matching: bytes
    passing: int
    times: int
    after: int = 0

    def fires(self, statement: bytes) -> bool:
        """Whether this statement is one of those meant."""
        if self.matching.lower() not in statement.lower() or self.times == 0:
            return False
        if self.passing:
            self.passing -= 1
            return False
        self.times -= 1
        return True


@dataclass(eq=False)
class _Link:
    """One connection through the proxy. ``spoiled`` is the fault of a turn; what of its reply was let through."""

    number: int
    client: asyncio.StreamWriter
    server: asyncio.StreamWriter
    conversation: Conversation = field(default_factory=Conversation)
    spoiled: tuple[int, _Fault] | None = None
    let_through: int = 0
    is_ending: bool = False
    heard_last: str = _DOWN
    """Who was last heard of by the client: itself or the server."""
    speaks: str = ""
    burst: int = 0
    chances: dict[str, random.Random] = field(default_factory=dict)
    tasks: list[asyncio.Task[None]] = field(default_factory=list)

    def abort(self) -> None:
        """Both ends get a reset, not a farewell."""
        for writer in (self.client, self.server):
            raw = writer.get_extra_info("socket")
            if raw is not None and raw.family == socket.AF_INET:
                with contextlib.suppress(OSError):
                    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            writer.transport.abort()


class WireProxy:
    """Use as a context manager. The settings may be changed at any time, they hold for bytes that come later."""

    def __init__(self, server: PostgresServer, *, seed: int = 0, by_tcp: bool = False) -> None:
        """``by_tcp`` asks the server as a stranger (SCRAM, TLS); else its socket is used, which trusts everybody."""
        self.round_trip_s = 0.0
        self.bytes_per_s: float | None = None
        self.stall_chance = 0.0
        self.stall_s = 1.0
        self.connections = self.round_trips = self.stalls = self.fired = 0
        self.nbytes = {_UP: 0, _DOWN: 0}
        self.port = 0
        self._upstream: _Connect = lambda: (
            asyncio.open_connection("127.0.0.1", server.port)
            if by_tcp
            else asyncio.open_unix_connection(f"{server.directory}/.s.PGSQL.{server.port}")
        )
        self._seed = seed
        self._faults: list[_Fault] = []
        self._links: set[_Link] = set()
        self._free_at = {_UP: 0.0, _DOWN: 0.0}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> "WireProxy":
        self._thread.start()
        self._call(self._open())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._call(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def through(self, url: str) -> str:
        """The same URL by this line; the host's name stays where it has one, for TLS."""
        parts = {name: str(value) for name, value in conninfo_to_dict(url).items()}
        host, user, database = (parts.pop(name, "") for name in ("host", "user", "dbname"))
        password = f":{quote(parts.pop('password'), safe='')}" if "password" in parts else ""
        parts.pop("port", None)
        where = f"{'127.0.0.1' if host.startswith('/') else host}:{self.port}"
        rest = f"?{urlencode(parts, quote_via=quote)}" if parts else ""
        return f"postgresql://{quote(user)}{password}@{where}/{database}{rest}"

    def lose_request(self, matching: str, *, nth: int = 1, times: int = 1) -> None:
        """The connection is reset, and the server never sees the request.

        Args:
            matching: part of the statement's text, in any case.
            nth: the first such statement that is meant, from now on.
            times: how many in a row.
        """
        self._faults.append(_Fault("lose", matching.encode(), nth - 1, times))

    def eat_reply(self, matching: str, *, nth: int = 1, times: int = 1) -> None:
        """The server does it and commits; then the connection is reset without a word of the reply."""
        self._faults.append(_Fault("eat", matching.encode(), nth - 1, times))

    def cut_reply(self, matching: str, *, after: int = 1, nth: int = 1, times: int = 1) -> None:
        """The connection is reset after that many bytes of the reply."""
        self._faults.append(_Fault("cut", matching.encode(), nth - 1, times, after))

    def hold_reply(self, matching: str, *, nth: int = 1, times: int = 1) -> None:
        """The server does it; the reply never comes, and the connection stays open."""
        self._faults.append(_Fault("hold", matching.encode(), nth - 1, times))

    def heal(self) -> None:
        """Forget the faults that have not happened yet."""
        self._faults.clear()

    @contextlib.contextmanager
    def stalled(self) -> Iterator[None]:
        """Nothing comes through in the block, in either direction; all of it comes at the end."""
        self._call(self._let_flow(flow=False))
        try:
            yield
        finally:
            self._call(self._let_flow(flow=True))

    def cut_all(self) -> None:
        """Reset every connection that is open now."""
        self._call(self._cut())

    def _call(self, what: Coroutine[object, object, None]) -> None:
        asyncio.run_coroutine_threadsafe(what, self._loop).result(30)

    async def _open(self) -> None:
        self._flow = asyncio.Event()
        self._flow.set()
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _close(self) -> None:
        self._server.close()
        await self._cut()
        waiting = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        await asyncio.sleep(0)

    async def _let_flow(self, *, flow: bool) -> None:
        (self._flow.set if flow else self._flow.clear)()

    async def _cut(self) -> None:
        for link in list(self._links):
            link.abort()

    async def _serve(self, reader: asyncio.StreamReader, client: asyncio.StreamWriter) -> None:
        self.connections += 1
        number = self.connections
        try:
            upstream, server = await self._upstream()
        except OSError:
            client.transport.abort()
            return
        link = _Link(number, client, server)
        link.chances = {way: random.Random(f"{self._seed}/{number}/{way}") for way in (_UP, _DOWN)}
        self._links.add(link)
        pumps = (self._pump(link, reader, server, _UP), self._pump(link, upstream, client, _DOWN))
        try:
            await asyncio.gather(*pumps)
        except (OSError, asyncio.CancelledError):
            # Cancelled is how it ends with the proxy; asyncio would print it.
            pass
        finally:
            self._links.discard(link)
            link.abort()

    async def _pump(
        self, link: _Link, source: asyncio.StreamReader, sink: asyncio.StreamWriter, way: str
    ) -> None:
        """Read as fast as it comes, deliver when the line is through with it."""
        queue: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
        carrier = asyncio.ensure_future(self._carry(link, queue, sink, way))
        try:
            while data := await source.read(1 << 16):
                self.nbytes[way] += len(data)
                data = self._ask(link, data) if way == _UP else self._answer(link, data)
                for piece in self._pieces(link, data, way):
                    queue.put_nowait(piece)
            queue.put_nowait((0.0, b""))
            await carrier
        finally:
            carrier.cancel()
            await asyncio.gather(carrier, return_exceptions=True)

    def _ask(self, link: _Link, data: bytes) -> bytes:
        """What the client says; a request that is to be lost takes the connection with it."""
        if link.heard_last == _DOWN:
            link.heard_last = _UP
            self.round_trips += 1
        for turn, statement in link.conversation.client_says(data):
            fault = next((one for one in self._faults if one.fires(statement)), None)
            if fault is not None and fault.kind == "lose":
                self.fired += 1
                raise ConnectionResetError
            if fault is not None:
                link.spoiled, link.let_through = (turn, fault), 0
        return data

    def _answer(self, link: _Link, data: bytes) -> bytes:
        """What the server says, without what is to be eaten."""
        kept, start = b"", 0
        for turn, length in link.conversation.server_says(data):
            part = data[start : start + length]
            start += length
            if link.spoiled is None or link.spoiled[0] != turn:
                kept += part
                continue
            kept += self._spoil(link, link.spoiled[1], part, whole=link.conversation.answered > turn)
        return kept

    def _spoil(self, link: _Link, fault: _Fault, part: bytes, *, whole: bool) -> bytes:
        """Part of a reply that a fault is meant for; ``whole`` says that its end has come."""
        if fault.kind == "cut":
            part = part[: max(fault.after - link.let_through, 0)]
            link.let_through += len(part)
            if not link.is_ending and (link.let_through >= fault.after or whole):
                self.fired += 1
                link.is_ending = True
                self._loop.call_later(self.round_trip_s / 2 + 0.02, link.abort)
            return part
        if whole:
            self.fired += 1
            if fault.kind == "eat":
                raise ConnectionResetError
        return b""

    def _pieces(self, link: _Link, data: bytes, way: str) -> Iterator[tuple[float, bytes]]:
        """The packets with the moment at which each comes out of the line."""
        if link.speaks != way:
            link.speaks, link.burst = way, 0
        while data:
            length = _PACKET - link.burst % _PACKET
            starts_packet = link.burst % _PACKET == 0
            piece, data = data[:length], data[length:]
            link.burst += len(piece)
            start = max(self._loop.time(), self._free_at[way])
            self._free_at[way] = start + (len(piece) / self.bytes_per_s if self.bytes_per_s else 0.0)
            late = 0.0
            if starts_packet and link.chances[way].random() < self.stall_chance:
                self.stalls += 1
                late = self.stall_s
            yield self._free_at[way] + self.round_trip_s / 2 + late, piece

    async def _carry(
        self, link: _Link, queue: asyncio.Queue[tuple[float, bytes]], sink: asyncio.StreamWriter, way: str
    ) -> None:
        """Deliver in order; a late packet holds up those behind it."""
        while True:
            due, piece = await queue.get()
            await asyncio.sleep(max(due - self._loop.time(), 0))
            await self._flow.wait()
            if not piece:
                raise ConnectionResetError
            if way == _DOWN:
                link.heard_last = _DOWN
            sink.write(piece)
            await sink.drain()
