"""Computes header values."""

import os
import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from random import SystemRandom
from time import gmtime, strftime, time_ns
from urllib.parse import quote
from uuid import uuid4

from .errors import ErrorReporter

HEX_DIGITS_OF_TIME = 8


def environment(name: str) -> str | None:
    """Read an environment variable; an empty one counts as unset."""
    return os.environ.get(name) or None


def required_environment(name: str, place: str) -> str:
    """Read a required environment variable."""
    value = environment(name)
    if value is None:
        message = f"The environment variable {name} is not set, and {place} needs it."
        raise RuntimeError(message)
    return value


UNSENDABLE = re.compile(r"[^\t\x20-\x7e]")


def header_value(value: str) -> str:
    """Make a value valid for a header field (RFC 9110, section 5.5).

    Other characters are percent-encoded as UTF-8.
    """
    return UNSENDABLE.sub(percent_encode, value)


def percent_encode(match: re.Match[str]) -> str:
    """Encode a character; a lone surrogate is replaced by U+FFFD."""
    return quote("\ufffd" if "\ud800" <= match[0] <= "\udfff" else match[0])


TRUSTED_ID = re.compile(r"[\w.-]{1,128}", re.ASCII)


def trusted_id(value: object) -> str | None:
    """Return an ID from outside if it is safe to use in logs and headers."""
    return value if isinstance(value, str) and TRUSTED_ID.fullmatch(value) else None


def time_ordered_id() -> str:
    """Return a UUID ordered by time (RFC 9562, version 7)."""
    milliseconds = f"{time_ns() // 1_000_000:012x}"
    return f"{milliseconds[:HEX_DIGITS_OF_TIME]}-{milliseconds[HEX_DIGITS_OF_TIME:]}-7{str(uuid4())[15:]}"


def custom_id(generate: Callable[[], str] | None, errors: ErrorReporter) -> str | None:
    """Call the application's ID generator, if there is one; return `None` if it fails."""
    try:
        return None if generate is None else header_value(generate())
    except Exception as error:
        errors.report(error)
        return None


LIST_MEMBER = re.compile(r'(?:[^,"]|"(?:[^"\\]|\\.)*"?)+')
"""A comma in a quoted string does not separate members (RFC 9110, section 5.6.1)."""


def merge_list(values: Iterable[str], members: Iterable[str]) -> str:
    """Add members to a comma-separated list, unless they are already listed."""
    merged = [
        member.strip()
        for value in values
        for member in LIST_MEMBER.findall(value)
        if member.strip()
    ]
    known = {member.lower() for member in merged}
    for member in members:
        if member.lower() not in known:
            known.add(member.lower())
            merged.append(member)
    return ", ".join(merged)


def iso_time(nanoseconds: int) -> str:
    """Convert a time since 1970 to ISO 8601 with milliseconds."""
    seconds, milliseconds = divmod(nanoseconds // 1_000_000, 1000)
    return f"{iso_second(seconds)}.{milliseconds:03}Z"


@lru_cache(1)
def iso_second(seconds: int) -> str:
    """Convert a whole second to ISO 8601; the result is cached."""
    return strftime("%Y-%m-%dT%H:%M:%S", gmtime(seconds))


def unix_time() -> str:
    """Return the time in whole seconds since 1970."""
    return str(time_ns() // 1_000_000_000)


RANDOM = SystemRandom()


def is_sampled(share: float) -> bool:
    """Decide whether a request is sampled."""
    return RANDOM.random() < share
