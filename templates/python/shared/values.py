"""Values of headers."""

import os
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timezone
from functools import lru_cache
from random import SystemRandom
from time import time_ns
from urllib.parse import quote
from uuid import uuid4

from .errors import Guard

HEX_DIGITS_OF_TIME = 8


def environment(name: str) -> str | None:
    """Read an environment variable; an empty one counts as unset."""
    return os.environ.get(name) or None


def required_environment(name: str, place: str) -> str:
    """Read an environment variable that must be there."""
    value = environment(name)
    if value is None:
        message = f"The environment variable {name} is not set, and {place} needs it."
        raise RuntimeError(message)
    return value


UNSENDABLE = re.compile(r"[^\t\x20-\x7e]")


def header_value(value: str) -> str:
    """Make a value fit for a header field (RFC 9110, section 5.5).

    What it cannot carry is percent-encoded as UTF-8.
    """
    return UNSENDABLE.sub(percent_encode, value)


def percent_encode(match: re.Match[str]) -> str:
    """Encode one character; half a surrogate pair, which has no UTF-8, becomes U+FFFD."""
    character = match[0].encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return quote(character, safe="")


TRUSTED_ID = re.compile(r"[\w.-]{1,128}", re.ASCII)


def trusted_id(value: str | None) -> str | None:
    """Give back a client's own id, if it is one that can be trusted in logs and headers."""
    return value if value is not None and TRUSTED_ID.fullmatch(value) else None


def random_id() -> str:
    """Make a random UUID."""
    return str(uuid4())


def time_ordered_id() -> str:
    """Make a UUID (RFC 9562, version 7) of 48 bits of Unix milliseconds, the rest random."""
    milliseconds = f"{time_ns() // 1_000_000:012x}"
    return f"{milliseconds[:HEX_DIGITS_OF_TIME]}-{milliseconds[HEX_DIGITS_OF_TIME:]}-7{random_id()[15:]}"


def generated_id(generate: Callable[[], str], errors: Guard) -> str:
    """Make the application's own id, fit for a header, or a random one where that fails."""
    with errors:
        return header_value(generate())
    return random_id()


def merge_list(values: Iterable[str], members: Iterable[str]) -> str:
    """Add to a comma-separated list the members that it lacks in any case."""
    merged = [
        member.strip()
        for value in values
        for member in value.split(",")
        if member.strip()
    ]
    known = {member.lower() for member in merged}
    for member in members:
        if member.lower() not in known:
            known.add(member.lower())
            merged.append(member)
    return ", ".join(merged)


def iso_time(nanoseconds: int) -> str:
    """Tell a time since 1970 in ISO 8601, with milliseconds."""
    seconds, milliseconds = divmod(nanoseconds // 1_000_000, 1000)
    return f"{iso_second(seconds)}.{milliseconds:03}Z"


@lru_cache(1)
def iso_second(seconds: int) -> str:
    """Tell a second in ISO 8601; requests that come close together share it."""
    return (
        datetime.fromtimestamp(seconds, timezone.utc).replace(tzinfo=None).isoformat()
    )


def unix_time() -> str:
    """Tell the time in whole seconds since 1970."""
    return str(time_ns() // 1_000_000_000)


RANDOM = SystemRandom()


def is_sampled(share: float) -> bool:
    """Decide whether a request is among the share of those recorded."""
    return RANDOM.random() < share


def known_id(state: Mapping[str, object]) -> str | None:
    """Give the id that a middleware further out has given the request."""
    value = state.get("request_id")
    return value if isinstance(value, str) else None
