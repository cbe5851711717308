"""A receiver of webhooks, as another site would run one: a real server on this machine."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Receiver:
    """`answers` are statuses to give, one a request, then 204; `arrived` what came."""

    address: str = ""
    answers: list[int] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    wait_s: float = 0
    then: Callable[[], None] | None = None
    arrived: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    def bodies(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _headers, body in self.arrived]

    def ids(self) -> list[str]:
        return [headers["webhook-id"] for headers, _body in self.arrived]


def is_signed(secret: str, headers: dict[str, str], body: bytes) -> bool:
    """As the receivers' libraries of Standard Webhooks do it, written from the specification."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    moment = headers["webhook-timestamp"]
    if abs(time.time() - int(moment)) > 300:
        return False
    signed = f"{headers['webhook-id']}.{moment}.".encode() + body
    right = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    given = [one.split(",", 1) for one in headers["webhook-signature"].split(" ")]
    return any(v == "v1" and hmac.compare_digest(one, right) for v, one in given)


@contextmanager
def running() -> Iterator[Receiver]:
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            named = {name.lower(): value for name, value in self.headers.items()}
            receiver.arrived.append((named, body))
            if receiver.then is not None:
                receiver.then()
            time.sleep(receiver.wait_s)
            self.send_response(receiver.answers.pop(0) if receiver.answers else 204)
            for name, value in receiver.headers.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *_arguments: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    receiver.address = f"http://127.0.0.1:{server.server_port}/hook"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
