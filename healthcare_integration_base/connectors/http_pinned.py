"""A request to the very address that was checked, with an end to its patience.

A name can be looked up twice and answer differently: once with a public address for the
check, once with an inner one for the call. Here the second look-up does not happen.
"""

import contextlib
import logging
import socket
import threading

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

# It would print what a partner sends instead of headers: anything may stand there.
logging.getLogger("urllib3.connection").setLevel(logging.ERROR)

TIMEOUT = (5, 30)
"""Seconds to connect and between two bytes; well below the limit of a worker."""
DEADLINE = 40
"""Seconds for all of it: who sends a byte now and then does not hold a worker."""

MOST = 4
"""Addresses of one name that are tried."""


class _Pinned:
    """Connects to ``addresses`` whatever the name of the host resolves to now."""

    addresses = ()
    opened = None

    def _new_conn(self):
        name, fault = self._dns_host, None
        try:
            for address in self.addresses:
                self._dns_host = address
                try:
                    sock = super()._new_conn()
                except Exception as error:
                    fault = error
                else:
                    self.opened.append(self)
                    return sock
        finally:
            self._dns_host = name
        raise fault


class _PinnedAdapter(HTTPAdapter):
    """One request's adapter. The certificate is checked against the name as usual."""

    def __init__(self, addresses):
        self.opened, self.hung_up = [], False
        marks = {"addresses": tuple(addresses)[:MOST], "opened": self.opened}
        plain = type("Plain", (_Pinned, HTTPConnection), marks)
        secure = type("Secure", (_Pinned, HTTPSConnection), marks)
        self.pools = {
            "http": type("PlainPool", (HTTPConnectionPool,), {"ConnectionCls": plain}),
            "https": type(
                "SecurePool", (HTTPSConnectionPool,), {"ConnectionCls": secure}
            ),
        }
        super().__init__()

    def init_poolmanager(self, *arguments, **options):
        result = super().init_poolmanager(*arguments, **options)
        self.poolmanager.pool_classes_by_scheme = self.pools
        return result

    def hang_up(self):
        """End the call from another thread."""
        self.hung_up = True
        for connection in self.opened:
            with contextlib.suppress(OSError, AttributeError):
                connection.sock.shutdown(socket.SHUT_RDWR)


def request(method, url, addresses, **options):
    """Send one request and return the response, of which only the head was read.

    No redirect is followed and no environment is asked for a password or a proxy: the
    connection goes to one of ``addresses`` or not at all.

    :raises requests.exceptions.RequestException: as usual; a call that lasts longer
        than the deadline ends as a lost connection or as one without answer.
    """
    adapter = _PinnedAdapter(addresses)
    timer = threading.Timer(DEADLINE, adapter.hang_up)
    timer.daemon = True
    with requests.Session() as session:
        session.trust_env = False
        session.mount("http://", adapter)
        session.mount("https://", adapter)
        timer.start()
        try:
            # Status and headers are all we want: a body may never end.
            response = session.request(
                method,
                url,
                timeout=TIMEOUT,
                allow_redirects=False,
                stream=True,
                **options,
            )
            response.close()
            if adapter.hung_up or _is_broken(response):
                # Half a head, with a status that nobody finished saying.
                raise requests.exceptions.ReadTimeout()
            return response
        finally:
            timer.cancel()


def _is_broken(response):
    """Whether the head of an answer ended in the middle."""
    head = getattr(response.raw, "_original_response", None)
    return bool(head is not None and head.msg is not None and head.msg.defects)
