"""When something is due: weekdays, hours, cut-off and holidays in a time zone.

Instants are naive UTC, as the database keeps them; hours are minutes of the local day.
An hour that a change to summer time leaves out happens an hour later, one that happens
twice counts the first time: nothing is dropped, nothing is done twice.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

DAY = 24 * 60
HORIZON = 400
"""Days that are searched for the next run."""


def to_utc(day, minutes, zone):
    """The instant of ``minutes`` after local midnight of ``day``."""
    day += timedelta(days=minutes // DAY)
    clock = time(minutes % DAY // 60, minutes % 60)
    local = datetime.combine(day, clock, tzinfo=ZoneInfo(zone))
    return local.astimezone(timezone.utc).replace(tzinfo=None)


def to_local(instant, zone):
    """The local date and the minutes since its midnight."""
    local = instant.replace(tzinfo=timezone.utc).astimezone(ZoneInfo(zone))
    return local.date(), local.hour * 60 + local.minute


@dataclass(frozen=True, slots=True)
class Timetable:
    """Runs on ``weekdays`` (0 Monday) between ``start`` and ``end``.

    ``every`` minutes from ``start`` on; 0: once, at ``start``. An ``end`` not after
    ``start`` lies on the next day. ``cutoff`` minutes before a run its contents are
    closed. No run begins on one of ``holidays``.
    """

    weekdays: frozenset[int]
    start: int
    end: int
    every: int = 0
    zone: str = "UTC"
    cutoff: int = 0
    holidays: frozenset[date] = field(default_factory=frozenset)

    def is_workday(self, day):
        """Whether runs begin on this local day."""
        return day.weekday() in self.weekdays and day not in self.holidays

    def runs_of(self, day):
        """The instants of the runs that begin on a local day, in order."""
        if not self.is_workday(day):
            return []
        first = to_utc(day, self.start, self.zone)
        if not self.every:
            return [first]
        end = self.end if self.end > self.start else self.end + DAY
        last = to_utc(day, end, self.zone)
        count = int((last - first).total_seconds()) // (self.every * 60)
        step = timedelta(minutes=self.every)
        return [first + step * number for number in range(count + 1)]

    def next_after(self, instant):
        """The first run after ``instant``, or None within the horizon."""
        today, _minutes = to_local(instant, self.zone)
        for offset in range(-1, HORIZON):
            for run in self.runs_of(today + timedelta(days=offset)):
                if run > instant:
                    return run
        return None

    def closes(self, run):
        """When the contents of a run are closed."""
        return run - timedelta(minutes=self.cutoff)
