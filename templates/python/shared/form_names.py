"""Reads the names of forms."""

import re
from collections.abc import Sequence

from .json_paths import NOWHERE, JsonPath, JsonPaths, Place
from .whitespace import BLANK

BRACKETS = re.compile(r"(\[[@]*\])|[\[\]]".replace("@", BLANK))


class FormNames:
    """Finds out which values the names of a form stand for.

    Examples are `user[ssn]`, `user.ssn`, `cards[][number]` and `cards.0.number`.
    """

    def __init__(self, paths: Sequence[JsonPath], places: JsonPaths) -> None:
        """Look at the names in the paths."""
        self._paths = places
        self._max_dots = max(
            (
                step.count(".")
                for path in paths
                for step in path
                if isinstance(step, str)
            ),
            default=0,
        )
        """The largest number of dots in a key that a path names."""

    def place_of(self, name: str) -> Place | None:
        """Return all places that a decoded name can stand for.

        Returns `None` if a path ends at one of them.
        """
        trimmed = name.strip(BLANK)
        # Not all parsers of forms know brackets and dots.
        flat = self._paths.descend(self._paths.start, trimmed)
        place = self._paths.start
        for part in BRACKETS.split(trimmed):
            following = self._part(place, part)
            if following is None:
                return None
            place = following
        place = self._paths.both(place, flat)
        # The same name several times makes a list.
        item = self._paths.descend_to_item(place)
        return None if place.is_hidden or item.is_hidden else place

    def _part(self, place: Place, part: str | None) -> Place | None:
        """Go on with what is between two brackets.

        A dot in it separates two keys, or is part of a key.
        """
        if not part:
            return place
        if part.startswith("["):
            item = self._paths.descend_to_item(place)
            return None if item.is_hidden else item
        keys = part.split(".")
        places = [place]
        earlier = NOWHERE
        for at, key in enumerate(keys):
            # A wildcard matches a key with any number of dots.
            earlier = self._paths.both(earlier, places[at])
            following = self._paths.descend(earlier, "")
            if key == "":
                following = self._paths.both(following, places[at])
            for start in range(max(0, at - self._max_dots), at + 1):
                joined = ".".join(keys[start : at + 1])
                following = self._paths.both(
                    following, self._paths.descend(places[start], joined)
                )
            if following.is_hidden:
                return None
            places.append(following)
        return places[-1]
