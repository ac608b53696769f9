"""Follows paths through documents."""

from collections.abc import Iterable, Sequence
from typing import TypeAlias

JsonStep: TypeAlias = str | tuple[str]
"""A key in lower case, or a wildcard in a tuple: `*` matches one key or index, `**` any number of levels."""

JsonPath: TypeAlias = tuple[JsonStep, ...]

MAX_PLACES = 1000
"""Maximum number of places that are kept; the paths limit it too, but can allow many."""


class Place:
    """How far all paths have matched at one place of a document."""

    def __init__(self, bits: int, *, is_hidden: bool, is_open: bool) -> None:
        """Create a place without keys below it."""
        self.bits = bits
        """One bit for each step of each path, and one for its end."""
        self.is_hidden = is_hidden
        """Whether a path ends here."""
        self.is_open = is_open
        """Whether a path can end below without naming another key."""
        self.following: dict[str | None, Place] = {}
        """The places of keys below; `None` is for all keys that no path names."""


NOWHERE = Place(0, is_hidden=False, is_open=False)
"""The place of values that no path reaches."""


class JsonPaths:
    """Follows all paths through a document at once.

    The work for one key depends on the paths alone, so the time for a document is
    linear in its length.
    """

    def __init__(self, paths: Iterable[JsonPath]) -> None:
        """Prepare the paths."""
        self._named: dict[str, int] = {}
        """The steps that a key goes past; keys that no path names go past `_any`."""
        self._any = 0
        self._rest = 0
        self._ends = 0
        self._open = 0
        self._places: dict[int, Place] = {}
        start = 0
        bit = 1
        for path in paths:
            start |= bit
            last_key = max(
                (at for at, step in enumerate(path) if is_key(step)), default=-1
            )
            for at, step in enumerate(path):
                if at > last_key:
                    self._open |= bit
                if isinstance(step, str):
                    self._named[step] = self._named.get(step, 0) | bit
                elif step == ("**",):
                    self._rest |= bit
                else:
                    self._any |= bit
                bit <<= 1
            self._ends |= bit
            bit <<= 1
        self._indices = self._any
        """The steps that some index goes past."""
        for name in self._named:
            self._named[name] |= self._any
            if is_index(name):
                self._indices |= self._named[name]
        self.start = self._past(start, 0, start)

    def descend(self, place: Place, key: str) -> Place:
        """Return the place of the value of a key."""
        if place is NOWHERE:
            return place
        lower = key.lower()
        name = lower if lower in self._named else None
        known = place.following.get(name)
        if known is not None:
            return known
        moving = self._any if name is None else self._named[name]
        following = self._past(place.bits, moving, self._rest)
        if len(self._places) < MAX_PLACES:
            place.following[name] = following
        return following

    def descend_to_item(self, place: Place) -> Place:
        """Return the place of an item whose index is not known."""
        return self._past(place.bits, self._indices, self._rest)

    def both(self, one: Place, other: Place) -> Place:
        """Return the place where all paths match that match at one of both."""
        return self._place(one.bits | other.bits)

    def _past(self, place: int, moving: int, staying: int) -> Place:
        """Go past the steps in `moving`, and keep those in `staying`."""
        bits = place & staying | (place & moving) << 1
        optional = bits & self._rest
        while optional:
            # `**` can match zero levels.
            bits |= optional << 1
            optional = optional << 1 & self._rest
        return self._place(bits)

    def _place(self, bits: int) -> Place:
        if bits == 0:
            return NOWHERE
        known = self._places.get(bits)
        if known is not None:
            return known
        place = Place(
            bits,
            is_hidden=bits & self._ends != 0,
            is_open=bits & self._open != 0,
        )
        if len(self._places) < MAX_PLACES:
            self._places[bits] = place
        return place


def decisive_keys(paths: Sequence[JsonPath]) -> list[str]:
    """Return the last key of each path that names one.

    Without it, no value below is redacted.
    """
    named = ([step for step in path if is_key(step)] for path in paths)
    return [str(keys[-1]) for keys in named if keys]


def is_key(step: JsonStep) -> bool:
    """Return whether a step names a key and not an index."""
    return isinstance(step, str) and not is_index(step)


def is_index(key: str) -> bool:
    """Return whether a key can be an index of a list."""
    return key.isascii() and key.isdigit()
