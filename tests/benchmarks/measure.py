"""Rounds, medians, spreads and ratios: the report of one benchmark."""

import os
import statistics
import time


class Report:
    """Collects cases and ratios of one run.

    ``wrong`` lists results that are not what they must be; figures of wrong results
    are worth nothing.
    """

    def __init__(self, name, workshop):
        self.name = name
        self.workshop = workshop
        self.runs = 2 if workshop.quick else 5
        self.cases = []
        self.ratios = []
        self.wrong = []
        self.samples = {}
        self.load = [None, None]
        self.began = time.monotonic()

    def open(self):
        """The measuring begins."""
        self.load[0] = round(os.getloadavg()[0], 2)

    def check(self, what, found, expected):
        """Remember a wrong result."""
        if found != expected:
            self.wrong.append(f"{what}: {found} instead of {expected}")

    def interleave(self, cases, unit):
        """Call every case once to warm up, then all of them round after round.

        :param cases: ``{name: function}``; a function returns a dict with ``value`` and
            perhaps ``cpu_s`` and ``queries``
        """
        for function in cases.values():
            function()
        samples = {name: [] for name in cases}
        for _round in range(self.runs):
            for name, function in cases.items():
                samples[name].append(function())
        for name, rows in samples.items():
            self.add(name, rows, unit)

    def add(self, name, rows, unit):
        """A case from its samples: median, and (max - min) / median as spread."""
        self.samples[name] = rows
        values = [row["value"] for row in rows]
        middle = statistics.median(values)
        self.cases.append(
            {
                "case": name,
                "value": round(middle, 3),
                "unit": unit,
                "spread": round((max(values) - min(values)) / middle, 3),
                "cpu_s": self._middle(rows, "cpu_s"),
                "queries": self._middle(rows, "queries"),
            }
        )

    def _middle(self, rows, key):
        values = [row[key] for row in rows if row.get(key) is not None]
        return round(statistics.median(values), 4) if values else None

    def value(self, name):
        """The median of a case."""
        return next(row["value"] for row in self.cases if row["case"] == name)

    def ratio(self, case, opponent, aim):
        """How many times ``opponent`` a case reaches, and whether that was the aim."""
        value = self.value(case) / self.value(opponent)
        self.ratios.append(
            {
                "what": f"{case} / {opponent}",
                "value": round(value, 3),
                "aim": aim,
                "met": value >= aim,
            }
        )

    def reach(self, case, aim):
        """How many times ``aim`` a case reaches, in its own unit."""
        value = self.value(case) / aim
        self.ratios.append(
            {
                "what": f"{case} / {aim} {self._unit(case)}",
                "value": round(value, 3),
                "aim": 1,
                "met": value >= 1,
            }
        )

    def within(self, case, limit):
        """How many times a case fits into ``limit``, in its own unit."""
        value = limit / self.value(case)
        self.ratios.append(
            {
                "what": f"{limit} {self._unit(case)} / {case}",
                "value": round(value, 3),
                "aim": 1,
                "met": value >= 1,
            }
        )

    def _unit(self, case):
        return next(row["unit"] for row in self.cases if row["case"] == case)

    def close(self):
        """The figures in the shape that ``setup/bench --json`` promises."""
        self.load[1] = round(os.getloadavg()[0], 2)
        return {
            "name": self.name,
            "machine": {
                "cores": os.cpu_count(),
                "load_before": self.load[0],
                "load_after": self.load[1],
            },
            "postgresql": self.workshop.settings(),
            "runs": self.runs,
            "cases": self.cases,
            "ratios": self.ratios,
        }

    def table(self):
        """The same for a person."""
        lines = [f"\n{self.name}: median of {self.runs} runs, {self._seconds()} s"]
        for row in self.cases:
            spread = f"+-{row['spread']:.0%}"
            lines.append(
                f"  {row['case']:<44} {row['value']:>12,.1f} {row['unit']:<12} {spread}"
            )
        for row in self.ratios:
            word = "met" if row["met"] else "MISSED"
            lines.append(
                f"  {row['what']:<44} {row['value']:>11.2f}x  aim {row['aim']}x {word}"
            )
        lines += [f"  WRONG: {text}" for text in self.wrong]
        lines.append(f"  load {self.load[0]} before, {self.load[1]} after")
        return "\n".join(lines)

    def _seconds(self):
        return round(time.monotonic() - self.began)


def timed(function, count, unit_scale=1):
    """Call ``function``; ``count / seconds`` as ``value`` with this process' CPU."""
    cpu, began = time.process_time(), time.perf_counter()
    function()
    seconds = time.perf_counter() - began
    return {
        "value": count * unit_scale / seconds,
        "cpu_s": time.process_time() - cpu,
    }
