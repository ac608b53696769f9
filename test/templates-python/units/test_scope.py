"""Paths and headers of a request."""

import pytest
from python.asgi.scope import (
    encoded_path,
    has_body,
    has_header,
    is_bodiless,
    merge_header,
    mutable_headers,
    remove_header,
    request_header,
    route_path,
    sent_path,
    set_header,
)
from starlette.types import Scope

Header = tuple[bytes, bytes]


def http(path: str = "/", raw: bytes | None = None, **more: object) -> Scope:
    return {"type": "http", "path": path, **({} if raw is None else {"raw_path": raw}), **more}


@pytest.mark.parametrize(
    ("scope", "sent"),
    [
        (http("/a b/ü"), "/a%20b/%C3%BC"),
        (http("/:@!$&'()*+,;=~-._"), "/:@!$&'()*+,;=~-._"),
        (http("/a/b", b"/a%2Fb"), "/a%2Fb"),
        (http("/a", b"/a?x=1"), "/a"),
        (http("/", b"*"), "*"),
        (http("/a", b"HTTP+x://host:80/a"), "/a"),
        (http("/", b"http://host"), "/"),
        (http("/", b""), "/"),
        (http("/http://a/b", b"/http://a/b"), "/http://a/b"),
        (http("/a", b"http://h/a://b/c"), "/a://b/c"),
    ],
)
def test_the_path_as_it_was_sent(scope: Scope, sent: str) -> None:
    assert sent_path(scope) == sent


@pytest.mark.parametrize(
    ("scope", "path"),
    [
        (http("/a%"), "/a%"),
        (http("/a b/ü", b"/a b/\xc3\xbc"), "/a b/ü"),
        (http("/a%41", b"/a%2541"), "/a%41"),
        (http("http://host/a", b"http://host/a"), "/a"),
        (http("", b""), "/"),
        (http("/a\udce9", b"/a\xe9"), "/a\ufffd"),
        (http("/root/a", b"/root/a", root_path="/root"), "/a"),
        (http("/other", b"/a%20b%2Fc?x=1"), "/a b/c"),
        (http("/other", b"/plain"), "/plain"),
        (http("/other", b"/a?x"), "/a"),
        (http("/other", b"http://host/a"), "/a"),
        (http("/other", b"http://host"), "/"),
        (http("/other", b"/see/http://host/a"), "/see/http://host/a"),
        (http("/other", b"http://host/see/http://host/a"), "/see/http://host/a"),
        (http("/root/a", root_path="/root"), "/a"),
        (http("/root", root_path="/root"), "/"),
        (http("/rooted", root_path="/root"), "/rooted"),
        (http("/a/root/b", root_path="/root"), "/a/root/b"),
        (http("/app/sub/a", root_path="/app/sub", app_root_path="/app"), "/sub/a"),
    ],
)
def test_the_path_that_routes_match(scope: Scope, path: str) -> None:
    assert route_path(scope) == path


def test_the_encoded_path_is_there_if_a_slash_is_encoded() -> None:
    assert encoded_path(http("/a/b", b"/a%2Fb%20")) == "/a%2Fb%20"
    assert encoded_path(http("/r/a/b", b"/r/a%2fb", root_path="/r")) == "/a%2fb"
    assert encoded_path(http("/a b", b"/a%20b")) is None
    assert encoded_path(http("/a/b")) is None


BODILESS = ("GET", "HEAD", "DELETE", "OPTIONS", "TRACE")


@pytest.mark.parametrize(
    ("headers", "more", "expected"),
    [
        ([(b"content-length", b"0")], {}, False),
        ([(b"content-length", b"000")], {}, False),
        ([(b"content-length", b"10")], {}, True),
        ([(b"transfer-encoding", b"chunked")], {}, True),
        ([], {}, False),
        ([], {"http_version": "1.1", "method": "POST"}, False),
        ([], {"http_version": "2", "method": "POST"}, True),
        *(([], {"http_version": "2", "method": method}, False) for method in BODILESS),
        ([(b"content-length", b"0")], {"http_version": "2", "method": "POST"}, False),
        (None, {}, False),
    ],
)
def test_whether_a_request_has_a_body(headers: list[Header] | None, more: dict[str, str], expected: bool) -> None:
    assert has_body(http(headers=headers, **{"method": "POST", **more})) is expected


def test_whether_a_response_can_have_a_body() -> None:
    assert [is_bodiless("GET", status) for status in (200, 204, 205, 304)] == [False, True, False, True]
    assert is_bodiless("HEAD", 200)


def test_headers_are_changed_in_any_letter_case() -> None:
    given = [(b"X-One", b"1"), (b"x-two", b"2"), (b"x-ONE", b"3")]
    assert has_header(given, b"x-one")
    assert not has_header(given, b"x-on")
    headers = list(given)
    set_header(headers, b"x-one", b"4")
    assert headers == [(b"x-two", b"2"), (b"x-one", b"4")]
    remove_header(headers, b"x-two")
    assert headers == [(b"x-one", b"4")]
    headers = [(b"Vary", b"A\xe9"), (b"x", b"y"), (b"vary", b"B")]
    merge_header(headers, b"vary", ["b", "C"])
    assert headers == [(b"x", b"y"), (b"vary", b"A\xe9, B, C")]
    assert mutable_headers([(b"X-One", b"A")]).raw == [(b"x-one", b"A")]


def test_a_request_header_with_several_lines_is_one_text() -> None:
    headers = [(b"a", b"1"), (b"b", b"\xe9"), (b"a", b"2"), (b"c", b"")]
    assert request_header({"headers": headers}, b"a") == "1, 2"
    assert request_header({"headers": headers}, b"b") == "é"
    assert request_header({"headers": headers}, b"c") is None
    assert request_header({"headers": None}, b"a") is None
    assert request_header({}, b"a") is None
