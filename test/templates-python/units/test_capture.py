"""Captures of one exchange after another, without a server."""

import gzip
from datetime import datetime
from pathlib import Path
from time import perf_counter, time

import pytest
from python.asgi.capture import CaptureSettings, ExchangeCapture
from python.shared.body import BodySettings, RawHeaders
from python.shared.content import Disclosure
from python.shared.errors import ErrorReporter
from python.shared.memory import MEMORY
from python.shared.record import CaptureRecord, Outcome
from python.shared.records import RecordQueue, RecordSource
from python.shared.redact import Redactor
from python.shared.store import SpillStore
from python.shared.text import media_types
from starlette.types import Scope

MEMORY_LIMIT = 10_000_000
WHOLE = BodySettings(1000, MEMORY_LIMIT, media_types("*/*"))
DISCLOSURE = Disclosure(frozenset({"authorization"}), "[x]")
BOTH = CaptureSettings(middleware="audit", disclosure=DISCLOSURE, request=WHOLE, response=WHOLE)
TEXT: RawHeaders = [(b"content-type", b"text/plain")]


class Queue(RecordQueue):
    """Makes records at once and keeps them, until it is told to release their memory."""

    def __init__(self) -> None:
        self.records: list[CaptureRecord] = []
        super().__init__(self.records.append, Errors())
        self.is_full = False
        self.is_large: list[bool] = []
        self.held: list[int] = []

    def accepts(self) -> bool:
        return not self.is_full and super().accepts()

    def send(self, source: RecordSource) -> None:
        self.is_large.append(source.is_large())
        self.held.append(held_bytes())
        self.records.append(source.make_record())
        self._end(source)


class Errors(ErrorReporter):
    """Fails the test."""

    def __init__(self) -> None:
        super().__init__("audit", None)

    def report(self, error: BaseException) -> None:
        raise AssertionError from error


def held_bytes() -> int:
    """Return what all bodies hold."""
    free = 0
    step = MEMORY_LIMIT
    while step >= 1:
        while MEMORY.hold(step, MEMORY_LIMIT):
            free += step
        step //= 2
    MEMORY.free(free)
    return MEMORY_LIMIT - free


def scope_of(method: str = "POST", headers: RawHeaders = (), **others: object) -> Scope:
    return {
        "type": "http",
        "method": method,
        "path": "/a",
        "raw_path": b"/a",
        "headers": list(headers),
        **others,
    }


def begin(settings: CaptureSettings, scope: Scope, request_id: str | None = None) -> tuple[ExchangeCapture, Queue]:
    queue = Queue()
    return ExchangeCapture(settings, queue, scope, perf_counter() - 0.5, request_id), queue


def record_of(
    settings: CaptureSettings = BOTH,
    scope: Scope | None = None,
    request: bytes = b"",
    response: bytes = b"",
    *,
    headers: RawHeaders = (),
    status: int = 200,
    outcome: Outcome = "completed",
) -> CaptureRecord:
    """Return the record of an exchange."""
    scope = scope or scope_of(headers=[(b"content-length", b"%d" % len(request))])
    capture, queue = begin(settings, scope)
    capture.request_body(request, is_last=True)
    capture.head(status, headers, perf_counter())
    capture.response_body(response)
    capture.done(outcome)
    assert held_bytes() == 0
    (record,) = queue.records
    return record


def test_times_are_in_milliseconds_and_exact_to_the_microsecond(monkeypatch: pytest.MonkeyPatch) -> None:
    queue = Queue()
    capture = ExchangeCapture(BOTH, queue, scope_of("GET"), 10.0)
    capture.head(200, TEXT, 12.3456789)
    monkeypatch.setattr("python.asgi.capture.perf_counter", lambda: 17.6543214)
    capture.done("completed")
    (record,) = queue.records
    assert [record["timeToHeadMs"], record["durationMs"]] == [2345.679, 7654.321]


def test_a_record_has_both_bodies_the_original_headers_and_the_time() -> None:
    headers = [(b"Authorization", b"b"), (b"x-a", b"1"), (b"x-a", b"2"), (b"content-length", b"4")]
    scope = scope_of(headers=headers, query_string=b"a=1&token=2", client=None)
    capture, queue = begin(BOTH, scope, "id-1")
    scope["method"] = "PUT"
    scope["headers"] = []
    capture.request_body(b"bo", is_last=False)
    capture.request_body(b"dy", is_last=True)
    capture.head(201, [(b"X-B", b"1")], perf_counter() - 0.25)
    capture.head(500, [], perf_counter())
    capture.response_body(b"one ")
    capture.response_body(b"two")
    capture.done("aborted")
    capture.done("completed")
    capture.request_body(b"more", is_last=True)
    capture.response_body(b"more")
    assert held_bytes() == 0
    (record,) = queue.records
    assert abs(datetime.fromisoformat(record["time"].replace("Z", "+00:00")).timestamp() - time()) < 20
    times = {"time", "timeToHeadMs", "durationMs"}
    assert {key: value for key, value in record.items() if key not in times} == {
        "middleware": "audit",
        "requestId": "id-1",
        "method": "POST",
        "path": "/a",
        "query": "a=1&token=2",
        "status": 201,
        "outcome": "aborted",
        "request": {
            "headers": {"authorization": "[x]", "x-a": ["1", "2"], "content-length": "4"},
            "size": 4,
            "truncated": False,
            "body": "body",
        },
        "response": {"headers": {"x-b": "1"}, "size": 7, "truncated": False, "body": "one two"},
    }


def test_a_record_has_no_key_for_what_there_is_not() -> None:
    for name in ("request", "response"):
        own = {"request": WHOLE} if name == "request" else {"response": WHOLE}
        settings = CaptureSettings(middleware="audit", disclosure=DISCLOSURE, **own)
        record = record_of(settings, request=b"body", response=b"body")
        assert [key for key in ("query", "requestId", "request", "response") if key in record] == [name]


def test_a_record_of_a_response_that_was_never_sent_has_no_status() -> None:
    capture, queue = begin(BOTH, scope_of("GET"))
    capture.done("failed")
    (record,) = queue.records
    assert [record["status"], record["timeToHeadMs"], record["outcome"]] == [None, None, "failed"]
    assert record["request"] == {"headers": {}, "size": 0, "truncated": False, "omitted": "empty"}


def test_the_query_is_redacted_by_its_names() -> None:
    scope = scope_of("GET", query_string=b"a=1&token=2")
    disclosure = Disclosure(frozenset(), "[x]", redacted_query=frozenset({"token"}))
    record = record_of(CaptureSettings(middleware="audit", disclosure=disclosure), scope)
    assert record["query"] == "a=1&token=[x]"
    assert record_of(BOTH, scope)["query"] == "a=1&token=2"


def test_statuses_decide_whether_there_is_a_record() -> None:
    settings = CaptureSettings(
        middleware="audit",
        disclosure=DISCLOSURE,
        request=WHOLE,
        response=WHOLE,
        statuses=frozenset((*range(200, 202), *range(404, 500))),
    )
    wanted = {200, 201, 404, 499}
    for status in (200, 201, 202, 404, 499, 500, None):
        is_wanted = status in wanted
        capture, queue = begin(settings, scope_of())
        capture.request_body(b"body", is_last=True)
        if status is not None:
            capture.head(status, TEXT, perf_counter())
            assert (held_bytes() > 0) is is_wanted
        capture.response_body(b"answer")
        capture.done("completed")
        assert len(queue.records) == int(is_wanted)
        assert held_bytes() == 0


def test_a_record_that_is_not_accepted_leaves_nothing() -> None:
    capture, queue = begin(BOTH, scope_of())
    capture.request_body(b"body", is_last=True)
    queue.is_full = True
    capture.done("completed")
    assert [queue.records, held_bytes()] == [[], 0]
    capture.request_body(b"body", is_last=True)
    capture.response_body(b"body")
    capture.head(200, TEXT, perf_counter())
    queue.is_full = False
    capture.done("completed")
    assert [queue.records, held_bytes()] == [[], 0]


def test_memory_is_kept_until_the_record_is_made() -> None:
    capture, queue = begin(BOTH, scope_of())
    capture.request_body(b"body", is_last=True)
    capture.response_body(b"answer")
    capture.done("completed")
    assert queue.held == [10]
    assert held_bytes() == 0


def test_a_request_body_that_was_not_read_to_its_end_is_unread() -> None:
    chunked: RawHeaders = [(b"transfer-encoding", b"chunked")]
    for headers, chunk, is_last, omitted in (
        ([(b"content-length", b"4")], b"body", False, None),
        ([(b"content-length", b"8")], b"body", False, "unread"),
        ([(b"content-length", b"8")], b"body", True, None),
        (chunked, b"body", False, "unread"),
        (chunked, b"body", True, None),
        ([], b"", False, "empty"),
    ):
        capture, queue = begin(BOTH, scope_of(headers=headers))
        capture.request_body(chunk, is_last=is_last)
        capture.request_body(b"", is_last=False)
        capture.done("completed")
        body = queue.records[0]["request"]
        assert [body.get("omitted"), body["size"]] == [omitted, len(chunk)]


@pytest.mark.parametrize(("method", "status"), [("HEAD", 200), ("GET", 204), ("GET", 304)])
def test_a_response_that_has_no_body_is_empty(method: str, status: int) -> None:
    record = record_of(scope=scope_of(method), response=b"answer", headers=TEXT, status=status)
    shown = {"size": 0, "truncated": False, "omitted": "empty"}
    assert record["response"] == {"headers": {"content-type": "text/plain"}, **shown}


def test_a_file_that_the_server_sends_is_not_shown() -> None:
    capture, queue = begin(BOTH, scope_of("GET"))
    capture.head(200, TEXT, perf_counter())
    capture.response_file()
    capture.done("completed")
    assert queue.records[0]["response"]["omitted"] == "unread"


def test_a_coded_body_is_decoded_if_the_settings_say_so() -> None:
    coded = gzip.compress(b"body")
    headers: RawHeaders = [*TEXT, (b"content-encoding", b"gzip")]
    assert record_of(response=coded, headers=headers)["response"]["encoding"] == "base64"
    disclosure = Disclosure(frozenset(), "[x]", decompress=True)
    settings = CaptureSettings(middleware="audit", disclosure=disclosure, response=WHOLE)
    assert record_of(settings, response=coded, headers=headers)["response"]["body"] == "body"


def test_large_records_are_told_from_small_ones(tmp_path: Path) -> None:
    plenty = BodySettings(1_000_000, MEMORY_LIMIT, media_types("*/*"))
    redacting = Disclosure(frozenset(), "[x]", redactor=Redactor([("password",)], "[x]"))
    for disclosure, sizes in ((DISCLOSURE, (262_143, 262_144)), (redacting, (32_767, 32_768))):
        settings = CaptureSettings(middleware="audit", disclosure=disclosure, request=plenty, response=plenty)
        for at in (0, 1):
            for size, is_large in zip(sizes, (False, True), strict=True):
                capture, queue = begin(settings, scope_of())
                body = b"a" * size
                if at == 0:
                    capture.request_body(body, is_last=True)
                else:
                    capture.response_body(body)
                capture.done("completed")
                assert queue.is_large == [is_large]
    store = SpillStore(directory=str(tmp_path), max_bytes=100, total_bytes=1000)
    spilling = BodySettings(4, MEMORY_LIMIT, media_types("*/*"), spill=store)
    settings = CaptureSettings(middleware="audit", disclosure=DISCLOSURE, request=spilling)
    capture, queue = begin(settings, scope_of())
    capture.request_body(b"bodys", is_last=True)
    capture.done("completed")
    assert queue.is_large == [True]


def test_a_body_larger_than_its_limit_is_written_to_a_file_and_removed_without_a_record(tmp_path: Path) -> None:
    store = SpillStore(directory=str(tmp_path), max_bytes=100, total_bytes=1000)
    spilling = BodySettings(4, MEMORY_LIMIT, media_types("*/*"), spill=store)
    settings = CaptureSettings(middleware="audit", disclosure=DISCLOSURE, request=spilling, response=spilling)
    exact = record_of(settings, request=b"body", response=b"body")
    assert [exact["request"].get("file"), exact["response"]["body"]] == [None, "body"]
    assert list(tmp_path.iterdir()) == []
    larger = record_of(settings, request=b"bodys", response=b"bodys")
    for body in (larger["request"], larger["response"]):
        assert [body["omitted"], body["spilledBytes"], body["size"]] == ["spilled", 5, 5]
        assert Path(body["file"]).read_bytes() == b"bodys"
    kept = sorted(tmp_path.rglob("*.body"))
    capture, queue = begin(settings, scope_of())
    capture.request_body(b"bodys", is_last=True)
    queue.is_full = True
    capture.done("completed")
    # The same thread removes files in order.
    record_of(settings, request=b"other")
    left = sorted(tmp_path.rglob("*.body"))
    assert [path.read_bytes() for path in left if path not in kept] == [b"other"]


def test_the_head_of_a_body_is_shown_if_there_is_no_room_for_its_file(tmp_path: Path) -> None:
    store = SpillStore(directory=str(tmp_path), max_bytes=100, total_bytes=0)
    spilling = BodySettings(4, MEMORY_LIMIT, media_types("*/*"), spill=store)
    settings = CaptureSettings(middleware="audit", disclosure=DISCLOSURE, response=spilling)
    record = record_of(settings, response=b"bodys", headers=TEXT)
    shown = {"size": 5, "truncated": True, "body": "body"}
    assert record["response"] == {"headers": {"content-type": "text/plain"}, **shown}


def test_a_character_may_be_cut_where_the_head_of_a_file_ends(tmp_path: Path) -> None:
    store = SpillStore(directory=str(tmp_path), max_bytes=100, total_bytes=1000)
    spilling = BodySettings(9, MEMORY_LIMIT, media_types("*/*"), spill=store)
    disclosure = Disclosure(frozenset(), "[x]", redactor=Redactor([("password",)], "[x]"))
    settings = CaptureSettings(middleware="audit", disclosure=disclosure, response=spilling)
    for body, omitted in (("two word\u00e9", "spilled"), ('{"a": 1, "b": 2}', "unredactable")):
        record = record_of(settings, response=body.encode(), headers=TEXT)
        assert record["response"]["omitted"] == omitted
