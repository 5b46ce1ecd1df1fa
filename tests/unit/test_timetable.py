"""Runs in a time zone: summer time, midnight, cut-off, holidays."""

from datetime import date, datetime

import pytest

from odoo.addons.healthcare_integration_base.timetable import (
    Timetable,
    to_local,
    to_utc,
)

BERLIN = "Europe/Berlin"
NEW_YORK = "America/New_York"
WORKDAYS = frozenset(range(5))
EVERY_DAY = frozenset(range(7))


def at(text):
    return datetime.fromisoformat(text)


def test_once_a_workday():
    table = Timetable(WORKDAYS, start=18 * 60, end=20 * 60, zone=BERLIN)
    friday = at("2026-01-16T17:00")
    assert table.next_after(at("2026-01-16T16:59")) == friday
    assert table.next_after(friday) == at("2026-01-19T17:00")


def test_summer_time_keeps_the_local_hour():
    table = Timetable(EVERY_DAY, start=9 * 60, end=10 * 60, zone=NEW_YORK)
    assert table.next_after(at("2026-03-07T12:00")) == at("2026-03-07T14:00")
    assert table.next_after(at("2026-03-07T14:00")) == at("2026-03-08T13:00")


@pytest.mark.parametrize(
    ("day", "runs"),
    [
        # 02:30 does not exist: it happens once, an hour later.
        (date(2026, 3, 8), ["2026-03-08T07:30"]),
        # 01:30 happens twice: only the first counts.
        (date(2026, 11, 1), ["2026-11-01T05:30"]),
    ],
)
def test_the_hour_that_is_missing_or_twice(day, runs):
    start = (2 * 60 + 30) if day.month == 3 else (60 + 30)
    table = Timetable(EVERY_DAY, start=start, end=start + 60, zone=NEW_YORK)
    assert table.runs_of(day) == [at(run) for run in runs]
    after = table.next_after(at(runs[0]))
    assert to_local(after, NEW_YORK) == (date.fromordinal(day.toordinal() + 1), start)


def test_every_quarter_of_an_hour_over_midnight():
    table = Timetable(EVERY_DAY, start=23 * 60 + 30, end=30, every=15, zone="UTC")
    runs = table.runs_of(date(2026, 5, 1))
    assert runs[0] == at("2026-05-01T23:30")
    assert runs[-1] == at("2026-05-02T00:30")
    assert len(runs) == 5
    assert table.next_after(at("2026-05-02T00:16")) == at("2026-05-02T00:30")


def test_a_window_over_the_change_has_an_hour_less():
    table = Timetable(EVERY_DAY, start=0, end=6 * 60, every=60, zone=BERLIN)
    assert len(table.runs_of(date(2026, 3, 28))) == 7
    assert len(table.runs_of(date(2026, 3, 29))) == 6
    assert len(table.runs_of(date(2026, 10, 25))) == 8


def test_holidays_and_the_end_of_the_search():
    holiday = date(2026, 1, 1)
    table = Timetable(EVERY_DAY, 60, 120, holidays=frozenset({holiday}))
    assert table.next_after(at("2025-12-31T12:00")) == at("2026-01-02T01:00")
    never = Timetable(frozenset(), 60, 120)
    assert never.next_after(at("2026-01-01T00:00")) is None


def test_cut_off():
    table = Timetable(EVERY_DAY, start=12 * 60, end=13 * 60, cutoff=30)
    assert table.closes(at("2026-01-01T12:00")) == at("2026-01-01T11:30")


def test_there_and_back():
    for zone in ("UTC", BERLIN, NEW_YORK, "Asia/Kolkata", "Australia/Lord_Howe"):
        for day in (date(2026, 1, 15), date(2026, 7, 15)):
            assert to_local(to_utc(day, 615, zone), zone) == (day, 615)
