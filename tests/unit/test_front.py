"""The front of setup/run sends web sockets to the process that can answer them."""

import asyncio
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "setup"))

from lib.front import Front, is_web_socket  # noqa: E402

PLAIN = b"GET /odoo HTTP/1.1\r\nHost: h\r\nUpgrade-Insecure-Requests: 1\r\n\r\n"
SOCKET = b"GET /websocket HTTP/1.1\r\nHost: h\r\nUpgrade: WebSocket\r\n\r\n"


def test_only_the_upgrade_field_makes_a_web_socket():
    assert is_web_socket(SOCKET)
    assert not is_web_socket(PLAIN)
    assert not is_web_socket(b"GET /websocket/health HTTP/1.1\r\nHost: h\r\n\r\n")


async def _answer(name):
    async def serve(reader, writer):
        head = await reader.readuntil(b"\r\n\r\n")
        writer.write(name + head[:4])
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    return server, server.sockets[0].getsockname()[1]


async def _ask(port, request):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request)
    answer = await asyncio.wait_for(reader.read(), 10)
    writer.close()
    return answer


async def _both():
    http, http_port = await _answer(b"http ")
    events, events_port = await _answer(b"events ")
    front = Front(http_port, events_port)
    server = await asyncio.start_server(front.serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    found = await _ask(port, PLAIN), await _ask(port, SOCKET)
    http.close()
    await http.wait_closed()
    found += (await _ask(port, PLAIN),)
    for one in (events, server):
        one.close()
    return found


def test_requests_and_web_sockets_reach_their_process():
    plain, socket, late = asyncio.run(_both())
    assert plain == b"http GET "
    assert socket == b"events GET "
    assert late.startswith(b"HTTP/1.1 502 ")
