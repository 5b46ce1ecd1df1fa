"""Several Odoo processes that run vectors, each on a database of its own."""

import json
import queue
import shutil
import subprocess
import threading
from pathlib import Path

from . import process
from .failure import SetupError

#: Seconds for one vector, and for a process to load its registry.
LIMIT, START_LIMIT = 180, 180
HERE = Path(__file__).resolve().parent


class Pool:
    """Runs vectors on ``count`` worker processes.

    :param templates: templates.Templates
    :param kind: ``claims`` or ``procurement``; names the adapter ``vectors_<kind>``
    """

    def __init__(self, templates, kind, count):
        self.templates = templates
        self.kind = kind
        self.count = count
        self._answered = threading.Lock()

    def run(self, vectors, answered):
        """Fill in ``errors`` of every vector; ``answered()`` is called after each."""
        template = self.templates.addons()
        todo = queue.SimpleQueue()
        for vector in vectors:
            todo.put(vector)
        library = self._library()
        workers = [
            _Worker(self.templates, self.kind, number, template, library)
            for number in range(1, self.count + 1)
        ]
        threads = [
            threading.Thread(target=self._serve, args=(worker, todo, answered))
            for worker in workers
        ]
        try:
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        except BaseException:
            while not todo.empty():
                todo.get()
            for worker in workers:
                worker.stop()
            raise
        finally:
            for worker in workers:
                worker.close()

    def _serve(self, worker, todo, answered):
        while True:
            try:
                vector = todo.get_nowait()
            except queue.Empty:
                return
            errors = worker.ask(vector.content)
            with self._answered:
                vector.errors = errors
                answered()

    def _library(self):
        """Where an Odoo process finds the package ``lib``.

        A copy beside the addons, when the service user cannot enter the clone.
        """
        layout = self.templates.layout
        if layout.addons == layout.clone:
            return HERE.parent
        target = layout.home / "setup-library"
        shutil.rmtree(target, ignore_errors=True)
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(HERE, target / "lib", ignore=ignored)
        for path in [target, *target.rglob("*")]:
            path.chmod(0o755 if path.is_dir() else 0o644)
        return target


class _Worker:
    """One process. It is started when it is first needed and after it has died."""

    def __init__(self, templates, kind, number, template, library):
        self.templates = templates
        self.layout = templates.layout
        self.kind = kind
        self.database = f"vectors_{kind}_{number}"
        self.template = template
        self.library = library
        self.log = self.layout.log / f"{self.database}.log"
        self.child = None

    def ask(self, content):
        """Run one vector; returns its list of errors, empty when it passed."""
        try:
            if self.child is None or self.child.poll() is not None:
                self._start()
            return self._exchange(content, LIMIT)["errors"]
        except (SetupError, OSError, ValueError, KeyError) as error:
            self.stop()
            return [f"the Odoo process failed: {error} (see {self.log.name})"]

    def _start(self):
        self.templates.databases.copy(self.template, self.database)
        self.log.touch()
        self.layout.identity.own(self.log)
        program = self.templates.program(self.database)
        identity = self.layout.identity
        environment = identity.environment(self.layout.home)
        environment.update(program.environment(), PYTHONPATH=str(self.library))
        command = [
            str(self.layout.python),
            "-m",
            "lib.vectors_worker",
            str(program.write()),
            self.database,
            self.template,
            self.kind,
        ]
        with open(self.log, "ab") as log:
            self.child = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                env=environment,
                cwd=str(self.layout.home),
                start_new_session=True,
                text=True,
                encoding="utf-8",
                **identity.popen_arguments(),
            )
        self._answer(START_LIMIT)

    def _exchange(self, content, limit):
        self.child.stdin.write(json.dumps(content) + "\n")
        self.child.stdin.flush()
        return self._answer(limit)

    def _answer(self, limit):
        """The next line of the process; it is killed when it takes too long."""
        timer = threading.Timer(limit, process.end_group, [self.child, 1])
        timer.start()
        try:
            line = self.child.stdout.readline()
        finally:
            timer.cancel()
        if not line:
            raise SetupError(f"no answer, ended with {self.child.poll()}")
        return json.loads(line)

    def stop(self):
        """End the process, whatever it does."""
        if self.child is not None:
            process.end_group(self.child, 2)
            for stream in (self.child.stdin, self.child.stdout):
                if stream:
                    stream.close()
            self.child = None

    def close(self):
        """End the process and drop its database."""
        self.stop()
        self.templates.databases.drop(self.database)
