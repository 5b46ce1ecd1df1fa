"""Partners on the loopback interface: one that answers as told, one that is silent."""

import contextlib
import os
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


class Partner:
    """Remembers what was posted and answers from a list, then with 200.

    ``received`` holds ``(monotonic second, idempotency key, body)``; ``answers`` maps a
    word of the body to the answers it gets, ``[(status, headers), ...]``.
    """

    def __init__(self):
        self.received = []
        self.answers = {}
        self.lock = threading.Lock()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())

    @property
    def url(self):
        """Where it listens."""
        return f"http://127.0.0.1:{self.server.server_address[1]}/inbox"

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *failure):
        self.server.shutdown()
        self.server.server_close()

    def times(self, word):
        """When requests with ``word`` in their body came."""
        return [when for when, _key, body in self.received if word in body]

    def _answer(self, key, body):
        with self.lock:
            self.received.append((time.monotonic(), key, body))
            for word, answers in self.answers.items():
                if word in body and answers:
                    return answers.pop(0)
        return 200, {}

    def _handler(partner):
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                size = int(self.headers.get("Content-Length", 0))
                body = self.rfile.read(size).decode()
                status, headers = partner._answer(
                    self.headers.get("Idempotency-Key"), body
                )
                self.send_response(status)
                for name, value in {"Content-Length": "0", **headers}.items():
                    self.send_header(name, value)
                self.end_headers()

            def log_message(self, *words):
                """Not on the terminal."""

        return Handler


class SilentPartner:
    """Accepts connections, reads, and says nothing. ``calls`` counts connections."""

    def __init__(self):
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.connections = []

    @property
    def url(self):
        """Where it listens."""
        return f"http://127.0.0.1:{self.socket.getsockname()[1]}/inbox"

    @property
    def calls(self):
        """How many requests came."""
        return len(self.connections)

    def caller(self, pids):
        """The process among ``pids`` that waits for our answer, or None."""
        port = f"{self.socket.getsockname()[1]:04X}"
        lines = Path("/proc/net/tcp").read_text().splitlines()[1:]
        sockets = {
            f"socket:[{words[9]}]"
            for words in map(str.split, lines)
            if words[2].endswith(f":{port}") and words[3] == "01"
        }
        for pid in pids:
            for link in Path(f"/proc/{pid}/fd").iterdir():
                with contextlib.suppress(OSError):
                    if os.readlink(link) in sockets:
                        return pid
        return None

    def __enter__(self):
        threading.Thread(target=self._listen, daemon=True).start()
        return self

    def __exit__(self, *failure):
        self.socket.close()
        for connection in self.connections:
            connection.close()

    def _listen(self):
        while True:
            try:
                connection, _address = self.socket.accept()
            except OSError:
                return
            self.connections.append(connection)
