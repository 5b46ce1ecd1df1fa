"""A partner who does everything wrong that partners do, on the loopback interface."""

import contextlib
import socketserver
import threading
import time

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
ABSENT = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
BROKEN = b"HTTP/1.1 500 Broken\r\nContent-Length: 0\r\n\r\n"
LATER = b"HTTP/1.1 429 Later\r\nRetry-After: 3\r\nContent-Length: 0\r\n\r\n"


class BadPartner:
    """Behaves by the path of the request.

    ``/hang``, ``/drip``, ``/garbage``, ``/broken`` (500); ``/cut`` processes, then
    hangs up; ``/lost`` hangs up first and processes the second time; ``/sick`` answers
    500 while ``self.sick``; ``/limited`` answers 429 ``self.limited`` times; ``/slow``
    takes 50 ms; anything else is fine. ``/status/<mode>/<key>`` says whether it
    processed a key.

    ``calls`` holds ``(monotonic second, mode, key)``, ``processed`` the pairs
    ``(mode, key)`` that took effect, in order.
    """

    def __init__(self):
        self.calls, self.processed = [], []
        self.sick, self.limited = True, 1
        self.lock, self.ending = threading.Lock(), threading.Event()
        self.server = _Server(("127.0.0.1", 0), self._handler())

    @property
    def url(self):
        """Where it listens, without a slash at the end."""
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *failure):
        self.ending.set()
        self.server.shutdown()
        self.server.server_close()

    def times(self, mode):
        """When a mode was called."""
        return [when for when, called, _key in self.calls if called == mode]

    def count(self, mode, key=None):
        """How often a mode took effect (for a key)."""
        return len(
            [1 for row in self.processed if row[0] == mode and key in (None, row[1])]
        )

    def _handler(partner):
        class Handler(socketserver.StreamRequestHandler):
            def handle(self):
                with contextlib.suppress(OSError, ValueError):
                    method, path, key = _request(self.rfile)
                    answer = partner._answer(method, path, key, self.wfile)
                    self.wfile.write(answer)

        return Handler

    def _answer(self, method, path, key, wire):
        if method == "GET":
            _empty, _status, mode, key = path.split("/")
            return OK if (mode, key) in self.processed else ABSENT
        mode = path.strip("/")
        with self.lock:
            first = key not in [row[2] for row in self.calls]
            self.calls.append((time.monotonic(), mode, key))
        return getattr(self, f"_{mode}", self._fine)(mode, key, wire, first)

    def _fine(self, mode, key, wire, first):
        with self.lock:
            self.processed.append((mode, key))
        return OK

    def _hang(self, mode, key, wire, first):
        self.ending.wait(120)
        return b""

    def _drip(self, mode, key, wire, first):
        wire.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        while not self.ending.wait(1):
            wire.write(b"x")
        return b""

    def _garbage(self, mode, key, wire, first):
        return b"\x00\x01 this is no HTTP\r\n\r\n"

    def _cut(self, mode, key, wire, first):
        self._fine(mode, key, wire, first)
        return b"" if first else OK

    def _lost(self, mode, key, wire, first):
        return b"" if first else self._fine(mode, key, wire, first)

    def _sick(self, mode, key, wire, first):
        return BROKEN if self.sick else self._fine(mode, key, wire, first)

    def _broken(self, mode, key, wire, first):
        return BROKEN

    def _limited(self, mode, key, wire, first):
        with self.lock:
            self.limited -= 1
            if self.limited >= 0:
                return LATER
        return self._fine(mode, key, wire, first)

    def _slow(self, mode, key, wire, first):
        time.sleep(0.05)
        return self._fine(mode, key, wire, first)


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 50


def _request(stream):
    """``(method, path, idempotency key)`` of one request, its body read."""
    method, path, _version = stream.readline().decode().split(" ")
    headers = {}
    while line := stream.readline().decode().strip():
        name, _colon, value = line.partition(":")
        headers[name.lower()] = value.strip()
    stream.read(int(headers.get("content-length", 0)))
    return method, path, headers.get("idempotency-key")
