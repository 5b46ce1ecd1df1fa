"""One address for a server of several processes: ``front.py CONF HOST PORT HTTP EVENTS
-- COMMAND...``.

With workers, Odoo answers web sockets on a port of its own and expects a web server
before it that sends them there; without one every page says that the real-time
connection is lost. This is the smallest such thing: it starts COMMAND (Odoo) as its
child, listens on HOST:PORT, looks at the first request of each connection and joins
the connection to EVENTS for a web socket, else to HTTP. It ends when Odoo ends, and
ends Odoo when it is told to end. A hospital puts its own web server in this place.

Runs on its own, with the standard library only. CONF is named so that the process can
be found by it.
"""

import asyncio
import contextlib
import signal
import sys

HEAD_LIMIT = 64 * 1024
HEAD_SECONDS = 60
CHUNK = 64 * 1024
STARTING = (
    b"HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/plain; charset=utf-8\r\n"
    b"Connection: close\r\nRetry-After: 2\r\nContent-Length: 27\r\n\r\n"
    b"The server is not ready yet"
)


def is_web_socket(head):
    """Whether the head of a request (bytes) asks for a web socket."""
    lines = head.lower().split(b"\r\n")[1:]
    fields = dict(line.partition(b":")[::2] for line in lines if b":" in line)
    return fields.get(b"upgrade", b"").strip() == b"websocket"


class Front:
    """Joins connections; ``http`` and ``events`` are ports of this machine."""

    def __init__(self, http, events):
        self.http = http
        self.events = events

    async def serve(self, reader, writer):
        """One connection from outside, until either side ends it."""
        inner = None
        try:
            head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), HEAD_SECONDS)
            port = self.events if is_web_socket(head) else self.http
            try:
                back, inner = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                writer.write(STARTING)
                await writer.drain()
                return
            inner.write(head)
            await inner.drain()
            asking = asyncio.ensure_future(_pour(reader, inner))
            try:
                await _pour(back, writer)
            finally:
                asking.cancel()
        except (OSError, EOFError, asyncio.LimitOverrunError, asyncio.TimeoutError):
            pass  # whoever went away went away
        finally:
            for end in (writer, inner):
                if end is not None:
                    end.close()


async def _pour(source, target):
    """Copy until the source ends, then tell the target that nothing more comes."""
    with contextlib.suppress(OSError):
        while chunk := await source.read(CHUNK):
            target.write(chunk)
            await target.drain()
        if target.can_write_eof():
            target.write_eof()


async def main(host, port, http, events, command):
    """Start the command, serve until it ends; returns its exit code."""
    front = Front(http, events)
    listener = await asyncio.start_server(front.serve, host, port, limit=HEAD_LIMIT)
    child = await asyncio.create_subprocess_exec(*command)

    def end():
        with contextlib.suppress(ProcessLookupError):
            child.terminate()

    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        loop.add_signal_handler(number, end)
    code = await child.wait()
    listener.close()
    return code


if __name__ == "__main__":
    _conf, _host, _port, _http, _events, _dashes, *_command = sys.argv[1:]
    sys.exit(
        asyncio.run(main(_host, int(_port), int(_http), int(_events), _command)) & 255
    )
