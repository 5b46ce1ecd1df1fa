"""The connection of a run's short transactions: one at a time, none after a failure."""

import contextlib

from odoo.sql_db import Cursor
from odoo.tests import BaseCase, TransactionCase, tagged

from ..models.healthcare_drain_desk import Desk
from .common import EngineCase


class _Cursor(Cursor):
    """Counts instead of talking to a database."""

    def __init__(self):
        self.commits = self.closed_times = 0
        self._closed = True

    def commit(self):
        self.commits += 1

    def close(self):
        self.closed_times += 1


class _Registry:
    def __init__(self):
        self.opened = []

    def cursor(self):
        self.opened.append(_Cursor())
        return self.opened[-1]


@tagged("post_install", "-at_install")
class TestDrainDesk(BaseCase):
    """Borrowed once, committed each time."""

    def setUp(self):
        super().setUp()
        self.registry = _Registry()
        self.desk = Desk(self.registry)

    def test_one_after_another_on_one_connection(self):
        for _turn in range(3):
            with self.desk.cursor():
                pass
        self.assertEqual([cr.commits for cr in self.registry.opened], [3])
        self.desk.close()
        self.assertEqual(self.registry.opened[0].closed_times, 1)

    def test_within_another_on_a_connection_of_its_own(self):
        with self.desk.cursor() as outer, self.desk.cursor() as inner:
            self.assertIsNot(outer, inner)
            self.assertEqual(outer.commits, 0)
        self.assertEqual(outer.commits, 1)

    def test_what_failed_is_not_committed_and_not_lent_again(self):
        with contextlib.suppress(ValueError), self.desk.cursor() as failed:
            raise ValueError
        self.assertEqual((failed.commits, failed.closed_times), (0, 1))
        with self.desk.cursor() as fresh:
            self.assertIsNot(fresh, failed)


@tagged("post_install", "-at_install")
class TestDrainWords(TransactionCase):
    """Handlers work in the language and time zone of their company."""

    def test_words_of_a_company(self):
        company = self.env.company
        company.partner_id.write({"lang": "en_US", "tz": "Asia/Tokyo"})
        self.env.flush_all()
        found = self.env["healthcare.drain"]._words_of(company)
        self.assertEqual(found, {"lang": "en_US", "tz": "Asia/Tokyo"})
        company.partner_id.tz = False
        self.env.flush_all()
        found = self.env["healthcare.drain"]._words_of(company)
        self.assertEqual(found, {"lang": "en_US", "tz": False})


@tagged("post_install", "-at_install")
class TestDoorbell(EngineCase):
    """An answered doorbell rings again; one that is pending is left alone."""

    def test_rings_again_and_only_once(self):
        drain, jobs = self.env["healthcare.drain"], self.env["queue.job"]
        key = drain._bell("bulk", "again")
        mine = [("identity_key", "=", key)]
        drain._ring("bulk", "again")
        job = jobs.search(mine)
        self.assertEqual(job.state, "pending")
        created = job.date_created
        self.assertFalse(drain._ring_again(key), "it is pending")
        self.env.cr.execute(
            "UPDATE queue_job SET state = 'done', date_done = date_created, retry = 1 "
            "WHERE id = %s",
            [job.id],
        )
        drain._ring("bulk", "again", 60)
        self.env.invalidate_all()
        self.assertEqual(jobs.search(mine), job)
        self.assertEqual((job.state, job.retry, job.date_done), ("pending", 0, False))
        self.assertTrue(job.eta)
        self.assertEqual(job.date_created, created, "the runner relies on it")
        drain._ring("bulk", "again")
        self.assertEqual(jobs.search_count(mine), 1)
