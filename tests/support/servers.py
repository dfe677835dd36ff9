"""Servers on this machine that keep recordings: HTTP with and without range requests, and S3."""

import os
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.request import urlopen

_RANGE = re.compile(r"bytes=(\d+)-(\d*)")


@dataclass
class Served:
    """A running server: its address, what it was asked for, and how it behaves from now on."""

    url: str = ""
    requests: int = 0
    nbytes: int = 0
    ranges: bool = True
    fail_next: int = 0
    cut_at: int | None = None
    status: int | None = None
    etag: str = '"first"'
    stalls: bool = False
    moved_to: str = ""
    headers: list[dict[str, str]] = field(default_factory=list)


@contextmanager
def http_server(folder: Path) -> Iterator[Served]:
    """Files of a folder over HTTP/1.1."""
    served = Served()
    leaving = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_HEAD(self) -> None:
            self._answer(body=False)

        def do_GET(self) -> None:
            self._answer(body=True)

        def _answer(self, *, body: bool) -> None:
            served.requests += 1
            served.headers.append(dict(self.headers))
            if served.fail_next and body:
                served.fail_next -= 1
                self.close_connection = True
                return
            if served.stalls and body:
                leaving.wait()
                self.close_connection = True
                return
            if served.moved_to:
                self._send(302, b"", {"Location": served.moved_to + self.path}, body=body)
                return
            if self.headers.get("If-Match", served.etag) != served.etag:
                self._send(412, b"", {}, body=body)
                return
            path = folder / self.path.lstrip("/").split("?")[0]
            if served.status or not path.is_file():
                self._send(served.status or 404, b"", {}, body=body)
                return
            size = path.stat().st_size
            wanted = _RANGE.match(self.headers.get("Range", "")) if served.ranges else None
            if wanted is None:
                extra = {"Accept-Ranges": "bytes"} if served.ranges else {}
                self._send(200, path.read_bytes() if body else b"", extra, body=body, size=size)
                return
            start, end = int(wanted[1]), min(int(wanted[2] or size - 1), size - 1)
            extra = {"Content-Range": f"bytes {start}-{end}/{size}", "Accept-Ranges": "bytes"}
            with path.open("rb") as file:
                file.seek(start)
                self._send(206, file.read(end + 1 - start), extra, body=body)

        def _send(
            self, code: int, data: bytes, extra: dict[str, str], *, body: bool, size: int | None = None
        ) -> None:
            self.send_response(code)
            for name, value in {
                **extra,
                "ETag": served.etag,
                "Content-Length": str(len(data) if size is None else size),
            }.items():
                self.send_header(name, value)
            self.end_headers()
            if not body:
                return
            if served.cut_at is not None and len(data) > served.cut_at:
                data = data[: served.cut_at]
                self.close_connection = True
            served.nbytes += len(data)
            self.wfile.write(data)

        def log_message(self, *_: Any) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    served.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield served
    finally:
        leaving.set()
        server.shutdown()
        server.server_close()
        thread.join(5)


@contextmanager
def s3_server() -> Iterator[str]:
    """An S3 server with the bucket ``rushes-test``; its address. Credentials are set in the environment meanwhile."""
    import boto3
    from moto.server import ThreadedMotoServer
    from s3fs import S3FileSystem

    # One that is kept from before still asks the server before.
    S3FileSystem.clear_instance_cache()
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    url = f"http://{host}:{port}"
    # All servers of a process have one store.
    urlopen(f"{url}/moto-api/reset", data=b"").close()
    settings = {
        "AWS_ENDPOINT_URL": url,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
    }
    before = {name: os.environ.get(name) for name in settings}
    os.environ.update(settings)
    boto3.client("s3").create_bucket(Bucket="rushes-test")
    try:
        yield url
    finally:
        server.stop()
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
