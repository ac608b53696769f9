"""Reads the scope of a request and changes headers."""

import re
from collections.abc import Iterable
from typing import TypeAlias
from urllib.parse import quote, unquote

from starlette.datastructures import MutableHeaders
from starlette.types import Scope

from ..shared.values import merge_list

Header: TypeAlias = tuple[bytes, bytes]


def has_header(headers: Iterable[Header], name: bytes) -> bool:
    """Return whether a header is present; the name is in lower case."""
    return any(key.lower() == name for key, _ in headers)


def set_header(headers: list[Header], name: bytes, value: bytes) -> None:
    """Replace all values of a header with one value."""
    remove_header(headers, name)
    headers.append((name, value))


def remove_header(headers: list[Header], name: bytes) -> None:
    """Remove a header."""
    headers[:] = [header for header in headers if header[0].lower() != name]


def merge_header(headers: list[Header], name: bytes, members: Iterable[str]) -> None:
    """Add members to a comma-separated list header, unless they are already listed."""
    values = [value.decode("latin-1") for key, value in headers if key.lower() == name]
    set_header(headers, name, merge_list(values, members).encode("latin-1"))


def mutable_headers(headers: Iterable[Header]) -> MutableHeaders:
    """Return the framework's header object, which expects lower-case names."""
    return MutableHeaders(
        raw=[(bytes(name).lower(), bytes(value)) for name, value in headers]
    )


def request_header(scope: Scope, name: bytes) -> str | None:
    """Return the value of a request header; `None` if it is missing or empty."""
    values = [value for key, value in scope.get("headers") or () if key == name]
    return b", ".join(values).decode("latin-1") or None


AUTHORITY = re.compile(r"[a-z][a-z\d+.-]*://[^/?#]*", re.IGNORECASE)
"""Scheme and authority of a target in absolute form (RFC 9112, section 3.2.2)."""


def sent_path(scope: Scope) -> str:
    """Return the path as sent by the client, percent-encoded."""
    raw: bytes | None = scope.get("raw_path")
    path = (
        quote(scope["path"], safe="/:@!$&'()*+,;=~-._")
        if raw is None
        else raw.decode("latin-1")
    )
    path = path.partition("?")[0]
    return path if path.startswith("/") else AUTHORITY.sub("", path, count=1) or "/"


def route_path(scope: Scope) -> str:
    """Return the path sent by the client, decoded like the application's router does.

    The router treats an encoded slash as a separator too. The path includes the
    prefixes of all mounts, but not a prefix that a proxy has removed and the server has
    added again.
    """
    path: str = scope["path"]
    sent = (scope.get("raw_path") or b"").decode(errors="replace")
    if sent and sent != path:
        path = unquote(sent.partition("?")[0])
    if path[:1] != "/":
        path = AUTHORITY.sub("", path, count=1) or "/"
    return below_root(scope, path) if scope.get("root_path") else path


def encoded_path(scope: Scope) -> str | None:
    """Return the percent-encoded path if it has an encoded slash, else `None`."""
    raw: bytes = scope.get("raw_path") or b""
    return below_root(scope, sent_path(scope)) if b"%2f" in raw.lower() else None


def below_root(scope: Scope, path: str) -> str:
    """Remove the root path of the server from the start of a path."""
    root: str = scope.get("app_root_path", scope.get("root_path", ""))
    if path.startswith(root) and path[len(root) : len(root) + 1] in {"", "/"}:
        return path[len(root) :] or "/"
    return path


BODILESS_STATUSES = frozenset({204, 304})


def is_bodiless(method: str, status: int) -> bool:
    """Return whether a response never has a body (RFC 9110, section 6.4.1)."""
    return method == "HEAD" or status in BODILESS_STATUSES


BODILESS_METHODS = frozenset({"GET", "HEAD", "DELETE", "OPTIONS", "TRACE"})


def has_body(scope: Scope) -> bool:
    """Return whether a request has a body according to its headers."""
    values: dict[bytes, bytes] = dict(scope.get("headers") or ())
    length = values.get(b"content-length")
    if length is not None:
        return length.strip(b"0") != b""
    if b"transfer-encoding" in values:
        return True
    # From HTTP/2 on, a body needs neither of these headers.
    return (
        not scope.get("http_version", "1.1").startswith("1")
        and scope["method"] not in BODILESS_METHODS
    )
