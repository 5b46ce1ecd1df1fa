"""A transaction set against its guide: every fault with its place, at a steady pace.

Levels 1 and 2 of SNIP: are the segments known and in order, are the elements there, of
the right type and length, do they go together. Whatever is wrong, reading goes on; what
a fault means for the set is for the partner's tolerance to say.
"""

from itertools import chain

from odoo.addons.healthcare_integration_base.issue import ERROR, NOTE, SET, Issue

from .elements import check as check_elements
from .faults import fault
from .guide import guide_code, known_tags, segment_guides
from .shapes import shapes
from .tokenizer import split_row
from .walk import Walk, map_of

#: Faults of one transaction set that are listed; the others are counted.
FAULTS_MAX = 500
#: Tags that are counted apart, those of the guides among them.
TAGS_MAX = 2000
#: What stands in a place for a tag that is none: it may be anything.
NO_TAG = "segment"


class Checker:
    """Takes the segments of one set in order; ``issues`` grows, ``finish`` closes it.

    :param code: ST01; a set without guide has no issues.
    :param version: GS08 or ST03, decides between 004010 and 005010.
    """

    def __init__(self, code, version, delimiters, where=""):
        self.issues = []
        self.more = 0
        self.delimiters = delimiters
        self._prefix = f"{where}/" if where else ""
        self._where = where
        chart = map_of(guide_code(code, version))
        self._walk = Walk(chart) if chart else None
        self._qualified = chart.qualified if chart else {}
        release = "004010" if (version or "")[:3] < "005" else "005010"
        self._guides = segment_guides(release)
        self._shapes = shapes(release, delimiters)
        self._counts = dict.fromkeys(known_tags(), 0)
        self._met = {}

    @property
    def loop(self):
        """The name of the loop in which the latest segment stands."""
        return self._walk.loop if self._walk else ""

    def pass_on(self, rows):
        """Yield the texts of an iterator of segments, each once it was checked."""
        if self._walk is None:
            yield from rows
            return
        counts, walk, met = self._counts, self._walk, self._met.get
        for row in rows:
            if not row:
                yield row
                continue
            tag, qualified, shape = met(row[:4]) or self._meet(row)
            counts[tag] += 1
            way = walk.onward.get(tag)
            if way is None or qualified:
                self._step(tag, row)
            elif way.plain and way.target is not walk.at:  # Walk.go without a call
                walk.at, walk.run, walk.onward = way.target, 1, way.onward
            elif faults := walk.go(way, tag):
                self._report(tag, faults)
            if shape is not None and shape(row) is None:
                self._look(tag, row)
            yield row

    def _meet(self, row):
        """The tag of a segment as it may be shown, whether it tells loops apart, and
        its pattern. It is remembered by how the segment begins, if that says it all.
        """
        tag, separator, _ = row[:4].partition(self.delimiters.element)
        plain = separator and tag in self._counts and len(self._met) < TAGS_MAX
        if not plain:
            tag = row.partition(self.delimiters.element)[0]
        if tag not in self._counts:
            tag = self._strange(tag)
        found = tag, tag in self._qualified, self._shapes.get(tag)
        if plain:
            self._met[row[:4]] = found
        return found

    def _strange(self, tag):
        """A tag that is in no guide, as it may be shown; their number is bounded."""
        shown = printable(tag.strip()) if len(self._counts) < TAGS_MAX else NO_TAG
        self._counts.setdefault(shown, 0)
        return shown

    def _step(self, tag, row):
        qualifier = self._qualifier(tag, row) if tag in self._qualified else None
        faults = self._walk.step(tag, qualifier)
        if faults:
            self._report(tag, faults)

    def _qualifier(self, tag, row):
        """The element that tells loops of one tag apart, if it is one we know."""
        number, codes = self._qualified[tag]
        pieces = row.split(self.delimiters.element, number + 1)
        if len(pieces) > number and pieces[number].strip() in codes:
            return pieces[number].strip()
        return None

    def _look(self, tag, row):
        """The long way: each element by its table."""
        segment = split_row(row, self.delimiters.element)
        segment[0] = segment[0].strip()
        for code, number, component in check_elements(
            self._guides[tag], segment, self.delimiters
        ):
            place = f"{self._prefix}{tag}[{self._counts[tag]}]/{tag}-{number:02d}"
            if component:
                place = f"{place}-{component:02d}"
            self._add(code, place)

    def _report(self, tag, faults):
        place = f"{self._prefix}{tag}[{self._counts[tag]}]"
        for code, about in faults:
            self._add(code, place if about == tag else f"{place}/{about}")

    def _add(self, code, place):
        if len(self.issues) < FAULTS_MAX:
            self.issues.append(fault(code, place, ERROR))
        else:
            self.more += 1

    def finish(self):
        """The set is over: its issues, with one that counts what is not listed."""
        if self._walk is not None:
            for code, about in self._walk.finish():
                self._add(code, f"{self._prefix}{about}")
        if self.more:
            text = f"{self.more} more faults are not listed."
            self.issues.append(Issue("x12.more", self._where, NOTE, text, level=SET))
        return tuple(self.issues)


def printable(tag):
    """A tag as it may be shown: what is no tag is payload."""
    right = tag.isascii() and tag.isalnum() and tag.isupper() and 2 <= len(tag) <= 3
    return tag if right else NO_TAG


def check(part):
    """What is wrong with one transaction set, as a tuple of issues."""
    tree = part.tree
    if not hasattr(tree, "raw"):
        return ()
    checker = Checker(part.code, part.version, tree.delimiters, part.where)
    for _ in checker.pass_on(chain.from_iterable(tree.raw())):
        pass
    return checker.finish()
