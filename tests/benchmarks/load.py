"""A closed loop of HTTP clients on the loopback interface, without any library."""

import socket
import time
from concurrent.futures import ThreadPoolExecutor


def request(path, body, headers):
    """The bytes of one POST; made before the time is taken."""
    lines = [f"POST {path} HTTP/1.1", "Host: 127.0.0.1", "Connection: close"]
    lines += [f"Content-Length: {len(body)}"]
    headers = {"Content-Type": "application/json"} | headers
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


def call(port, payload):
    """One exchange; ``(status, seconds)``."""
    began = time.perf_counter()
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        connection.sendall(payload)
        answer = b""
        while block := connection.recv(65536):
            answer += block
    return int(answer.split(b" ", 2)[1]), time.perf_counter() - began


def run(port, payloads, clients=8):
    """Send everything with so many clients.

    :return: ``(requests per second, {status: count}, median milliseconds)``
    """
    began = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        answers = list(pool.map(lambda payload: call(port, payload), payloads))
    seconds = time.perf_counter() - began
    statuses = {}
    for status, _seconds in answers:
        statuses[status] = statuses.get(status, 0) + 1
    middle = sorted(spent for _status, spent in answers)[len(answers) // 2]
    return len(payloads) / seconds, statuses, middle * 1000
