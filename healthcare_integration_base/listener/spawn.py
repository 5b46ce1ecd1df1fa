"""Where listeners live: a worker of their own, or a thread of a server without workers.

Odoo has no hook for workers of an addon; ``queue_job`` starts its runner the same way.
The addon is imported before the first worker is born whenever the server knows its
database (``db_name``) or names the addon in ``server_wide_modules``. Else nobody
listens and every doorbell is a job.
"""

import functools
import logging
import os
import threading

from odoo.service import server
from odoo.tools import config

from .listener import Listener

_logger = logging.getLogger(__name__)

OPTION = "healthcare_listeners"
"""In the configuration: how many listeners this server has; none without it. The
environment variable of that name in capitals goes before."""


def wanted():
    """How many listeners the configuration asks for."""
    text = os.environ.get(OPTION.upper()) or config.get(OPTION) or "0"
    text = str(text).strip()
    if not text.isdigit():
        _logger.warning("%s is not a number: nobody listens", OPTION)
        return 0
    return int(text)


class WorkerListener(server.Worker):
    """A listener in a process of its own, with the limits of every worker."""

    def __init__(self, multi):
        super().__init__(multi)
        self.listener = Listener()

    def start(self):  # pylint: disable=missing-return
        super().start()
        if self.multi.socket:
            self.multi.socket.close()

    def sleep(self):
        self.listener.wait(self.wakeup_fd_r, self.multi.beat)
        server.empty_pipe(self.wakeup_fd_r)

    def process_work(self):
        self.request_count += self.listener.work()

    def stop(self):  # pylint: disable=missing-return
        super().stop()
        self.listener.close()


class ThreadListener(threading.Thread):
    """A listener in a thread; ends when its server does."""

    def __init__(self, number):
        super().__init__(name=f"healthcare.listener{number}", daemon=True)
        self.listener = Listener()
        self._wake, self._waker = os.pipe()
        self._ended = False

    def run(self):
        while not self._ended:
            try:
                self.listener.wait(self._wake, 60)
                if not self._ended:
                    self.listener.work()
            except Exception:
                # The cause was logged where it is known; doorbells are jobs from now.
                _logger.exception("a listener ends")
                break
        self.listener.close()

    def stop(self):
        """End after the batch in hand."""
        self._ended = True
        os.write(self._waker, b".")
        self.join(10)


def _spawning(original):
    @functools.wraps(original)
    def process_spawn(self):
        original(self)
        born = self.__dict__.setdefault("healthcare_listeners", {})
        while len(born) < wanted():
            self.worker_spawn(WorkerListener, born)

    return process_spawn


def _popping(original):
    @functools.wraps(original)
    def worker_pop(self, pid):
        self.__dict__.get("healthcare_listeners", {}).pop(pid, None)
        return original(self, pid)

    return worker_pop


def _spawning_threads(original):
    @functools.wraps(original)
    def cron_spawn(self):
        original(self)
        for number in range(wanted()):
            thread = ThreadListener(number)
            self.on_stop(thread.stop)
            thread.start()

    return cron_spawn


server.PreforkServer.process_spawn = _spawning(server.PreforkServer.process_spawn)
server.PreforkServer.worker_pop = _popping(server.PreforkServer.worker_pop)
server.ThreadedServer.cron_spawn = _spawning_threads(server.ThreadedServer.cron_spawn)
