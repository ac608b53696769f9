"""Decodes percent-encoding."""

import re
from urllib.parse import unquote_to_bytes

ESCAPED_CHARACTER = re.compile(
    r"%[0-7][0-9a-f]|%[c-d][0-9a-f]%[89ab][0-9a-f]"
    r"|%e[0-9a-f](?:%[89ab][0-9a-f]){2}|%f[0-7](?:%[89ab][0-9a-f]){3}",
    re.IGNORECASE | re.ASCII,
)


def percent_decode(text: str) -> str:
    """Decode percent-encoded UTF-8 once; invalid escapes are left unchanged."""
    return ESCAPED_CHARACTER.sub(decode_or_keep, text) if "%" in text else text


def form_decode(text: str) -> str:
    """Decode a name or value of a form or query."""
    return percent_decode(text.replace("+", " "))


def decode_or_keep(match: re.Match[str]) -> str:
    """Decode one escaped character."""
    try:
        return unquote_to_bytes(match[0]).decode()
    except UnicodeDecodeError:
        return match[0]
