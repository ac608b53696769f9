"""Unit tests of the helpers, with all features on."""

import asyncio
import base64
import gc
import gzip
import json
import os
import subprocess
import sys
import threading
import time
import tracemalloc
import unicodedata
import warnings
import zlib
from collections.abc import Coroutine
from contextvars import copy_context
from pathlib import Path
from time import process_time
from uuid import RFC_4122, UUID

import anyio
import pytest
from python.shared.body import BodyRecorder, BodySettings, header_fields
from python.shared.content import Disclosure, describe_body, shown_headers
from python.shared.decompress import decompress
from python.shared.errors import ErrorReporter
from python.shared.json_paths import JsonPath
from python.shared.memory import MemoryBudget
from python.shared.record import CaptureRecord
from python.shared.records import MAX_IN_FLIGHT, SINK_WORKER, CallbackQueue, RecordQueue
from python.shared.redact import Redactor, redact_query, redact_url
from python.shared.routes import Route, RouteTable, Segment
from python.shared.sinks import log_line
from python.shared.spill import SPILL_WORKER, SpillFile
from python.shared.store import SpillStore
from python.shared.tasks import RUNNING
from python.shared.text import TEXTUAL, charset_of, decode_text, media_type, media_types
from python.shared.values import (
    custom_id,
    environment,
    header_value,
    is_sampled,
    iso_time,
    merge_list,
    required_environment,
    time_ordered_id,
    trusted_id,
    unix_time,
)
from python.shared.worker import Worker

TEMPLATES = Path(__file__).parents[3] / "templates"


class Errors(ErrorReporter):
    """Stores reported errors."""

    def __init__(self) -> None:
        self.all: list[Exception] = []

    def report(self, error: Exception) -> None:
        self.all.append(error)


def recorder(
    headers: tuple[tuple[bytes, bytes], ...] = ((b"content-type", b"text/plain"),),
    *,
    drop: bool = False,
    spill: SpillStore | None = None,
    redactor: Redactor | None = None,
    memory_limit: int = 1000,
) -> BodyRecorder:
    settings = BodySettings(
        max_bytes=10, memory_limit=memory_limit, content_types=TEXTUAL, drop=drop, spill=spill
    )
    return BodyRecorder(settings, headers, Errors(), redactor)


# Routes.


ANY, REST = ("*",), ("**",)


@pytest.mark.parametrize(
    ("pattern", "path", "is_in"),
    [
        ((), "/", True),
        (("a",), "/a/", True),
        (("a",), "/A", True),
        (("a",), "/a/b", False),
        (("a", ANY), "/a/b", True),
        (("a", ANY), "/a", False),
        (("a", ANY), "/a/b/c", False),
        (("a", REST), "/a", True),
        (("a", REST), "/a/b/c", True),
        (("a", REST, "z"), "/a/b/c/z", True),
        (("a", REST, "z"), "/a/b/c", False),
        ((("v", ""),), "/v1", True),
        ((("v", ""),), "/w1", False),
        ((("", ".min.js"),), "/a.min.js", True),
        ((("", "a", "a", ""),), "/aa", True),
        ((("a", "a"),), "/a", False),
        (("a b",), "/a b", True),
        (("**",), "/a", False),
    ],
)
def test_routes(pattern: tuple[Segment, ...], path: str, is_in: bool) -> None:
    assert RouteTable(Route(pattern)).has("GET", path, None) is is_in


def test_routes_by_method_case_slash_and_encoded_slashes() -> None:
    table = RouteTable(Route(("a",), methods=frozenset({"GET"})))
    assert table.has("GET", "/a", None)
    assert not table.has("POST", "/a", None)
    strict = RouteTable(Route(("a",)), case_sensitive=True, strict_trailing_slash=True)
    assert strict.has("GET", "/a", None)
    assert not strict.has("GET", "/A", None)
    assert not strict.has("GET", "/a/", None)
    slashed = RouteTable(Route(("a", "b/c")))
    assert slashed.has("GET", "/a/b/c", "/a/b%2fc")
    assert not slashed.has("GET", "/a/b/c", None)


# Redaction.


@pytest.mark.parametrize(
    ("paths", "text", "shown"),
    [
        ([("password",)], '{"password": "x", "a": 1.50}', '{"password": "-", "a": 1.50}'),
        ([(REST, "token")], '{"a":[{"token":{"b":1}}]}', '{"a":[{"token":"-"}]}'),
        ([(ANY, "b")], '{"a":{"B":1,"c":2}}', '{"a":{"B":"-","c":2}}'),
        ([(REST, "t")], '{"a":"{\\"t\\":1}"}', '{"a":"{\\"t\\":\\"-\\"}"}'),
        ([("a",)], '{"a": 1', None),
        ([("a",)], '{"a": 1}x', None),
        ([("a",)], "", ""),
    ],
)
def test_redaction_of_json(paths: list[JsonPath], text: str, shown: str | None) -> None:
    assert Redactor(paths, "-").redact(text, "application/json", is_cut=False) == shown


def test_redaction_of_other_texts() -> None:
    redactor = Redactor([(REST, "token")], "-")
    assert redactor.redact("token=1&a=2", "application/x-www-form-urlencoded", is_cut=False) == "token=-&a=2"
    assert (
        redactor.redact('{"token":1}\n{"a":2}\n{"tok', "application/x-ndjson", is_cut=True)
        == '{"token":"-"}\n{"a":2}\n'
    )
    assert (
        redactor.redact('data: {"token":1}\n\n', "text/event-stream", is_cut=False)
        == 'data: {"token":"-"}\n\n'
    )
    assert redactor.redact('{"token":1', "text/plain", is_cut=True) is None
    assert redactor.redact("--x\r\n", "multipart/form-data", is_cut=False) is None
    assert redactor.redact("some words", "text/plain", is_cut=False) == "some words"
    assert redactor.may_concern("application/json", "{")
    assert not redactor.may_concern("text/plain", "some words")


FORM = "application/x-www-form-urlencoded"
JSON_TYPES = ["application/json", "text/json", "application/problem+json"]
SEQUENCE_TYPES = [
    "application/x-ndjson",
    "application/ndjson",
    "application/jsonl",
    "application/x-jsonlines",
    "application/json-seq",
    "application/geo+json-seq",
]
OTHER_TYPES = ["", "text/plain", "application/jsonx", "x-application/json", "xmultipart/mixed", f"{FORM}x"]


@pytest.mark.parametrize("kind", JSON_TYPES)
def test_a_type_of_one_json_document(kind: str) -> None:
    redactor = Redactor([(REST, "token")], "-")
    assert redactor.redact('{"token":1}', kind, is_cut=False) == '{"token":"-"}'
    for text in ("token=1", '{"token":1}{"token":1}'):
        assert redactor.redact(text, kind, is_cut=False) is None
    assert redactor.redact("1\n", kind, is_cut=True) is None


@pytest.mark.parametrize("kind", SEQUENCE_TYPES)
def test_a_type_of_several_json_documents(kind: str) -> None:
    redactor = Redactor([(REST, "token")], "-")
    assert redactor.redact('{"token":1}\n{"tok', kind, is_cut=True) == '{"token":"-"}\n'
    assert redactor.redact("token=1", kind, is_cut=False) is None


@pytest.mark.parametrize("kind", OTHER_TYPES)
def test_a_type_that_says_nothing_about_the_text(kind: str) -> None:
    redactor = Redactor([(REST, "token")], "-")
    assert redactor.redact("token=1", kind, is_cut=False) == "token=-"
    assert redactor.redact('{"token":1}\n{"tok', kind, is_cut=True) is None
    assert not redactor.may_concern(kind, "some words")


@pytest.mark.parametrize("kind", [*JSON_TYPES, *SEQUENCE_TYPES, FORM, "multipart/mixed", "text/event-stream"])
def test_a_type_of_values_with_names_can_go_on_with_secrets(kind: str) -> None:
    assert Redactor([(REST, "token")], "-").may_concern(kind, "some words")


def test_a_part_of_a_form_without_a_value_can_be_json() -> None:
    redactor = Redactor([(REST, "token")], "-")
    text = "a b&%7B%22token%22%3A1%7D"
    assert redactor.redact(text, FORM, is_cut=False) == "a b&%7B%22token%22%3A%22-%22%7D"
    # With a blank, it is no form unless the type says so.
    assert redactor.redact(text, "text/plain", is_cut=False) is None


def test_a_replacement_of_several_lines_stays_data_of_its_event() -> None:
    redactor = Redactor([("password",)], "x\ny")
    text = "data: password=s\nid: 7\n\n"
    assert redactor.redact(text, "text/event-stream", is_cut=False) == "data: password=x\ndata: y\nid: 7\n\n"


@pytest.mark.parametrize(
    "text",
    [
        "two words: \\u0041" + "\\" * 60_000 + "z",
        "two words: {" + "r," * 60_000 + "(",
        json.dumps({"a": "[:{" + "r" * 60_000 + "("}),
        json.dumps({"a": "[:{" + "\nr" * 60_000 + "("}),
        "{" + " " * 180_000 + "x(",
        '"' + "\\a" * 200_000 + '" word',
    ],
    ids=["backslashes", "keys", "bare characters", "lines", "blanks", "escapes"],
)
def test_the_time_for_a_text_grows_no_faster_than_its_length(text: str) -> None:
    redactor = Redactor([(REST, "password"), (REST, "r"), ("a", ANY)], "-")
    started = process_time()
    redactor.may_concern("text/plain", text)
    redactor.redact(text, "application/json" if text.startswith('{"') else "text/plain", is_cut=False)
    assert process_time() - started < 20


def test_a_string_with_many_escapes_needs_no_memory_for_each_of_them() -> None:
    redactor = Redactor([(REST, "password")], "-")
    text = json.dumps({"a": "\n" * 100_000})
    tracemalloc.start()
    assert redactor.redact(text, "application/json", is_cut=False) == text
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 20 * len(text)


def test_a_record_is_one_line_without_controls() -> None:
    odd = "".join(map(chr, range(0x3000)))
    record: CaptureRecord = {
        "middleware": odd,
        "time": "",
        "method": "GET",
        "path": "/\U0001f600",
        "status": None,
        "outcome": "completed",
        "timeToHeadMs": None,
        "durationMs": 1.5,
    }
    line = log_line(record, is_ascii=False)
    directions = {"LRE", "RLE", "PDF", "LRO", "RLO", "LRI", "RLI", "FSI", "PDI"}
    for character in line:
        assert unicodedata.category(character) not in {"Cc", "Zl", "Zp"}
        assert unicodedata.bidirectional(character) not in directions
    assert not {"\u061c", "\u200e", "\u200f"} & set(line)
    assert json.loads(line) == record


def test_redaction_of_queries_and_urls() -> None:
    names = frozenset({"token"})
    assert redact_query("a=1&To%6Ben=2&token", names, "-") == "a=1&To%6Ben=-&token"
    lists = "token[]=1&token%5B0%5D=1&token.a=1&+token=1&x[token]=1&tokens=1"
    shown = "token[]=-&token%5B0%5D=-&token.a=-&+token=-&x[token]=1&tokens=1"
    assert redact_query(lists, names, "-") == shown
    assert redact_query("a=1;token=2;b=3&c=4", names, "-") == "a=1;token=-&c=4"
    assert redact_url("/a?token=1#token=2", names, "-") == "/a?token=-#token=2"
    assert redact_url("/a?b=1#?token=2", names, "-") == "/a?b=1#?token=2"


# Text.


def test_media_types() -> None:
    assert media_type(" Text/HTML; charset=x") == "text/html"
    assert TEXTUAL.fullmatch("application/problem+json")
    assert not TEXTUAL.fullmatch("image/png")
    assert not TEXTUAL.fullmatch("")
    assert media_types("*/*").fullmatch("image/png")
    assert media_types("*/*").fullmatch("")
    assert media_types("image/*", "text/css").fullmatch("text/css")
    assert media_types("application/*+xml").fullmatch("application/atom+xml")
    assert not media_types("application/*+xml").fullmatch("application/xml")
    assert not media_types("a.b/c").fullmatch("a-b/c")
    assert not media_types().fullmatch("text/css")
    assert not media_types().fullmatch("")


@pytest.mark.parametrize(
    ("content_type", "is_textual"),
    [
        ("text/x", True),
        ("application/json", True),
        ("application/x+json", True),
        ("application/json-seq", True),
        ("application/jsonl", True),
        ("application/ndjson", True),
        ("application/x-ndjson", True),
        ("application/xml", True),
        ("application/x+xml", True),
        ("image/svg+xml", True),
        ("application/graphql", True),
        ("application/javascript", True),
        ("application/x-www-form-urlencoded", True),
        ("application/yaml", True),
        ("application/x+yaml", True),
        ("APPLICATION/JSON ; charset=utf-8", True),
        ("application/x+jsons", False),
        ("x/json", False),
        ("application/octet-stream", False),
        ("application/zip", False),
        ("multipart/mixed", False),
        ("", False),
    ],
)
def test_textual_types(content_type: str, is_textual: bool) -> None:
    assert (TEXTUAL.fullmatch(media_type(content_type)) is not None) is is_textual


@pytest.mark.parametrize(
    ("content_type", "charset"),
    [
        (None, "utf-8"),
        ("text/plain; charset=ISO-8859-1", "cp1252"),
        ('text/plain; charset="utf-16"', "utf-16-le"),
        ("text/plain; charset=utf-7", None),
        ("text/plain; charset=nope", None),
        ("text/plain; a=b ; CHARSET = latin1;c=d", "cp1252"),
    ],
)
def test_charsets(content_type: str | None, charset: str | None) -> None:
    assert charset_of(content_type) == charset


def test_text_that_is_truncated_or_invalid() -> None:
    euro = "€".encode()
    assert decode_text(b"a" + euro[:2], "utf-8", is_cut=True) == "a"
    assert decode_text(b"a" + euro[:2], "utf-8", is_cut=False) is None
    assert decode_text(b"\xff", "utf-8", is_cut=True) is None
    assert decode_text(b"a", None, is_cut=False) is None


# Bodies.


def test_body_is_kept_up_to_its_limit_and_counted() -> None:
    body = recorder()
    body.add(b"12345678")
    body.add(bytearray(b"9012"))
    assert (body.kept.content(), body.size, body.kept.length) == (b"1234567890", 12, 10)
    body.kept.release()
    assert (body.kept.content(), body.kept.length) == (b"", 0)


def test_body_that_is_omitted() -> None:
    other = recorder(((b"content-type", b"image/png"),))
    other.add(b"1")
    assert (other.omitted, other.size, other.kept.content()) == ("content-type", 1, b"")
    large = recorder(drop=True)
    large.add(b"1" * 11)
    assert (large.omitted, large.kept.length) == ("overflow", 0)
    exact = recorder(drop=True)
    exact.add(b"1" * 10)
    assert (exact.omitted, exact.kept.length) == (None, 10)
    exact.kept.release()
    poor = recorder(memory_limit=0)
    poor.add(b"1")
    assert poor.omitted == "memory"


def test_body_that_is_spilled(tmp_path: Path) -> None:
    body = recorder(spill=SpillStore(max_bytes=12, total_bytes=1 << 30, directory=str(tmp_path)))
    body.add(b"1234567890123")
    described = describe_body(body, Disclosure(frozenset(), "-"))
    assert described["omitted"] == "spilled"
    assert described["truncated"] is True
    assert Path(described["file"]).read_bytes() == b"123456789012"
    secret = recorder(spill=SpillStore(max_bytes=100, total_bytes=1 << 30), redactor=Redactor([("a",)], "-"))
    secret.add(b'{"a": "12345"}')
    assert (secret.omitted, secret.file) == ("unredactable", None)


@pytest.mark.parametrize(
    ("headers", "omitted"),
    [
        (((b"content-type", b"text/plain"),), None),
        (((b"content-type", b"text/plain"), (b"content-range", b"bytes 0-12/99")), "unredactable"),
        # The bytes are other text in UTF-8.
        (((b"content-type", b"text/plain; charset=iso-8859-1"),), "unredactable"),
    ],
)
def test_start_of_a_body_that_is_spilled_decides(
    tmp_path: Path, headers: tuple[tuple[bytes, bytes], ...], omitted: str | None
) -> None:
    store = SpillStore(max_bytes=100, total_bytes=1 << 30, directory=str(tmp_path))
    body = recorder(headers, spill=store, redactor=Redactor([("a",)], "-"))
    body.add("déjà vu, et plus".encode())
    assert body.omitted == omitted
    assert (body.file is None) == (omitted is not None)


def test_form_value_that_no_path_reaches_is_shown() -> None:
    redactor = Redactor([("secret",)], "-")
    form = "application/x-www-form-urlencoded"
    assert redactor.redact("a=1&note={x:y", form, is_cut=False) == "a=1&note={x:y"
    assert redactor.redact("a=1&secret={x:y", form, is_cut=False) == "a=1&secret=-"


def test_headers_by_name() -> None:
    assert header_fields([(b"A", b"1"), (b"a", b"2"), (b"B", b"\xe9"), (b"a", b"3")]) == {
        "a": ["1", "2", "3"],
        "b": "é",
    }
    hidden = Disclosure(frozenset({"a"}), "-", redacted_query=frozenset({"t"}))
    shown = shown_headers({"a": ["1", "2"], "location": "/?t=1", "c": "4"}, hidden)
    assert shown == {"a": ["-", "-"], "location": "/?t=-", "c": "4"}


@pytest.mark.parametrize("name", ["content-location", "location", "referer", "x"])
def test_headers_that_contain_a_url(name: str) -> None:
    disclosure = Disclosure(frozenset({"a"}), "-", redacted_query=frozenset({"t"}))
    shown = shown_headers({name: ["/?t=1", "/b"], "a": "/?t=1"}, disclosure)
    assert shown == {name: ["/?t=1" if name == "x" else "/?t=-", "/b"], "a": "-"}
    both = Disclosure(frozenset({name}), "-", redacted_query=frozenset({"t"}))
    assert shown_headers({name: "/?t=1"}, both) == {name: "-"}


@pytest.mark.parametrize(
    ("headers", "content", "expected"),
    [
        ((), b"abc", {"body": "abc"}),
        *(
            (((b"content-type", kind),), content, {"body": base64.b64encode(content).decode(), "encoding": "base64"})
            for kind, content in (
                (b"image/png", b"\x89PNG\xff"),
                (b"audio/mpeg", b"ID3\x04\xff"),
                (b"video/mp4", b"\x00\x00\x00\x18ftyp\xff"),
                (b"font/woff2", b"wOF2\x00\x01\x00\x00\xff"),
            )
        ),
        # A picture that is something else.
        *(
            (((b"content-type", kind),), secret, {"omitted": "unredactable"})
            for kind in (b"image/png", b"audio/mpeg", b"video/mp4", b"font/woff2")
            for secret in (
                gzip.compress(b'{"a":1}'),
                zlib.compress(b'{"a":1}'),
                zlib.compress(b'{"a":1}')[2:-4],
                '\ufeff{"a":1}'.encode("utf-16-le"),
            )
        ),
        # A secret in another charset than declared.
        *(
            (((b"content-type", kind),), secret, {"omitted": "unredactable"})
            for kind, secret in (
                (b"text/plain; charset=utf-16", b"a=hunter2x"),
                (b"application/json; charset=utf-16be", b'{"a":"hunt"}'),
                (b"text/plain; charset=utf-16", b'{"a":"hunt"}A\0'),
                (b"text/plain; charset=utf-16", b"A\0a=hunter2x"),
                (b"text/plain; charset=utf-16", '{"é":1,"a":22}'.encode("latin-1")),
                (b"text/plain; charset=utf-16", '{"a":1}'.encode("utf-16-be")),
                (b"text/plain; charset=utf-16be", '{"a":1}'.encode("utf-16-le")),
                # Read as declared, these have an A. They are not valid in UTF-8.
                (b"text/plain; charset=utf-16", '{"a":"\u8001\u4100"}'.encode("utf-16-be")),
                (b"text/plain; charset=utf-16be", '{"a":"\u8001\u4100"}'.encode("utf-16-le")),
                (b"text/plain; charset=latin1", '{"a":1}'.encode("utf-16-le")),
                (b"text/plain; charset=latin1", gzip.compress(b'{"a":1}')),
            )
        ),
        (((b"content-type", b"text/plain; charset=latin1"),), "déjà".encode("latin-1"), {"body": "déjà"}),
        # No key is in any reading of these, but text in UTF-16 has other characters.
        *(
            (((b"content-type", b"text/plain; charset=utf-16"),), text.encode("utf-16-le"), {"omitted": "unredactable"})
            for text in ("一二三四", "one \ue000", "one \uf8ff", "one \ufffe", "one \uffff")
        ),
        *(
            (((b"content-type", b"text/plain; charset=utf-16"),), text.encode("utf-16-le"), {"body": text})
            for text in ("\t一", "~一", "one \ud7ff\uf900\ufffd", "one \U0001f600")
        ),
        (
            ((b"content-type", b"text/plain; charset=utf-16"),),
            "一二三四\n".encode("utf-16-le"),
            {"body": "一二三四\n"},
        ),
        (((b"content-range", b"bytes 0-6/7"),), b'{"b":1}', {"omitted": "unredactable"}),
        ((), b"", {"omitted": "empty"}),
        (((b"content-encoding", b"gzip"),), gzip.compress(b"abc", mtime=0), {"body": "abc"}),
        (((b"content-type", b"application/json"),), b'{"a":1}', {"body": '{"a":"-"}'}),
        (((b"content-type", b"application/json"),), b'{"a":1', {"omitted": "unredactable"}),
    ],
)
def test_the_description_of_a_body_in_a_record(
    headers: tuple[tuple[bytes, bytes], ...], content: bytes, expected: dict[str, str]
) -> None:
    every = media_types("*/*")
    settings = BodySettings(max_bytes=100, memory_limit=1000, content_types=every)
    body = BodyRecorder(settings, headers, Errors(), None)
    body.add(content)
    disclosure = Disclosure(frozenset(), "-", redactor=Redactor([("a",)], "-"), decompress=True)
    described = describe_body(body, disclosure)
    assert {
        key: described.get(key) for key in ("body", "encoding", "omitted") if key in described
    } == expected
    body.omitted = "unread"
    assert describe_body(body, disclosure)["omitted"] == "unread"
    body.kept.release()


def test_decompression_is_bounded() -> None:
    assert decompress(gzip.compress(b"a" * 100), "gzip", 10) == (b"a" * 10, True)
    assert decompress(gzip.compress(b"a") + gzip.compress(b"b"), "x-gzip", 10) == (b"ab", False)
    assert decompress(zlib.compress(b"abc"), "deflate", 10) == (b"abc", False)
    assert decompress(zlib.compress(b"abc")[2:-4], "deflate", 10) == (b"abc", False)
    assert decompress(b"nonsense", "gzip", 10) is None
    assert decompress(b"abc", "br", 10) is None


# Memory, threads and files.


def test_memory_has_a_limit() -> None:
    budget = MemoryBudget()
    assert budget.hold(6, 10)
    assert not budget.hold(5, 10)
    budget.free(6)
    assert budget.hold(10, 10)


def test_worker_runs_jobs_in_order() -> None:
    worker = Worker("test")
    done: list[int] = []
    for number in range(5):
        worker.submit(lambda number=number: done.append(number))
    worker.wait()
    assert done == [0, 1, 2, 3, 4]


def test_the_thread_of_a_worker_has_its_name() -> None:
    names: list[str] = []
    for worker in (Worker("test"), SINK_WORKER, SPILL_WORKER):
        worker.submit(lambda: names.append(threading.current_thread().name))
        worker.wait()
    assert names == ["test", "capture-records", "capture-spill"]


@pytest.mark.skipif(sys.platform == "win32", reason="has no forked processes")
def test_a_forked_process_runs_its_jobs_too() -> None:
    program = """
import os
from python.shared.worker import Worker
worker = Worker("test")
worker.wait()
if os.fork() == 0:
    worker.submit(lambda: print("done", flush=True))
    worker.wait(30)
    os._exit(0)
os.wait()
"""
    process = subprocess.run(
        [sys.executable, "-c", program], cwd=TEMPLATES, stdout=subprocess.PIPE, text=True, check=True
    )
    assert process.stdout == "done\n"


def test_jobs_are_done_before_a_process_ends() -> None:
    program = """
import atexit
from threading import Event
from python.shared.worker import Worker
# What is registered first is called last.
atexit.register(lambda: print("end", flush=True))
ending = Event()
worker = Worker("test")
worker.submit(ending.wait)
worker.submit(lambda: print("job", flush=True))
atexit.register(ending.set)
"""
    process = subprocess.run(
        [sys.executable, "-c", program], cwd=TEMPLATES, stdout=subprocess.PIPE, text=True, check=True
    )
    assert process.stdout == "job\nend\n"


def test_the_end_of_a_process_waits_a_few_seconds_for_its_jobs(monkeypatch: pytest.MonkeyPatch) -> None:
    registered: list[tuple[object, ...]] = []
    monkeypatch.setattr("python.shared.worker.atexit.register", lambda *call: registered.append(call))
    worker = Worker("test")
    assert registered == []
    for _ in range(2):
        worker.wait()
    assert registered == [(worker.wait, 5.0)]


def test_a_process_ends_though_a_job_does_not() -> None:
    program = """
from threading import Event
from python.shared.worker import Worker
Worker("test").submit(Event().wait)
"""
    process = subprocess.Popen([sys.executable, "-c", program], cwd=TEMPLATES)
    try:
        assert process.wait(30) == 0
    finally:
        process.kill()


def test_spilled_file_is_private_truncated_and_discarded(tmp_path: Path) -> None:
    errors = Errors()
    file = SpillFile(SpillStore(max_bytes=3, total_bytes=1 << 30, directory=str(tmp_path / "very" / "deep")), 100, errors)
    file.write(b"12345")
    file.close()
    assert (file.size, file.is_cut, errors.all) == (3, True, [])
    assert file.path is not None
    for path in (file.path, file.path.parent, tmp_path / "very" / "deep"):
        assert path.stat().st_mode & 0o077 == 0
    file.discard()
    file.close()
    assert not file.path.exists()
    failing = SpillFile(SpillStore(max_bytes=3, total_bytes=1 << 30, directory="/dev/null/x"), 100, errors)
    failing.write(b"1")
    failing.close()
    assert failing.is_cut
    assert len(errors.all) == 1


@pytest.mark.parametrize("is_at_once", [True, False])
def test_a_spilled_file_ends_at_its_limit_whatever_the_pieces(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, is_at_once: bool
) -> None:
    write = os.write
    # A disk may take less than it is given.
    monkeypatch.setattr("python.shared.spill.os.write", lambda file, data: write(file, data[:2]))
    for sizes in ((2, 2, 2), (1, 4, 1), (2, 3, 0), (6,)):
        errors = Errors()
        file = SpillFile(SpillStore(max_bytes=5, total_bytes=1 << 30, directory=str(tmp_path)), 10_000, errors)
        for size in sizes:
            file.write(b"x" * size)
            if is_at_once:
                SPILL_WORKER.wait()
        file.close()
        assert (file.size, file.is_cut, errors.all) == (5, sum(sizes) > 5, [])
        assert file.path is not None
        assert file.path.read_bytes() == b"xxxxx"


def test_a_spilled_file_that_the_application_has_removed_is_discarded_without_an_error(tmp_path: Path) -> None:
    errors = Errors()
    file = SpillFile(SpillStore(max_bytes=5, total_bytes=1 << 30, directory=str(tmp_path)), 100, errors)
    file.write(b"x")
    file.close()
    assert file.path is not None
    file.path.unlink()
    file.discard()
    file.close()
    assert errors.all == []


def test_nothing_is_written_after_a_spilled_file_was_discarded(tmp_path: Path) -> None:
    file = SpillFile(SpillStore(max_bytes=3, total_bytes=1 << 30, directory=str(tmp_path)), 100, Errors())
    file.write(b"1")
    file.discard()
    file.close()
    file.write(b"2")
    file.close()
    assert list(tmp_path.rglob("*.body")) == []


def test_error_when_a_spilled_file_is_closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    errors = Errors()
    file = SpillFile(SpillStore(max_bytes=3, total_bytes=1 << 30, directory=str(tmp_path)), 100, errors)
    file.write(b"1")
    error = OSError("The disk is full")

    def fail(_descriptor: int) -> None:
        raise error

    with monkeypatch.context() as patch:
        patch.setattr("python.shared.spill.os.close", fail)
        file.close()
    assert errors.all == [error]


# Records and errors.


class Source:
    """A finished exchange."""

    def __init__(self) -> None:
        self.context = copy_context()
        self.released = threading.Event()

    def is_large(self) -> bool:
        return False

    def make_record(self) -> CaptureRecord:
        return {
            "middleware": "m",
            "time": "",
            "method": "GET",
            "path": "/",
            "status": 200,
            "outcome": "completed",
            "timeToHeadMs": 1.0,
            "durationMs": 2.0,
        }

    def release(self) -> None:
        self.released.set()


def test_records_reach_their_sink_and_errors_are_reported() -> None:
    errors = Errors()
    seen: list[CaptureRecord] = []

    def sink(record: CaptureRecord) -> None:
        seen.append(record)
        raise OSError("full")

    queue = RecordQueue(sink, errors)
    source = Source()
    assert queue.accepts()
    queue.send(source)
    assert source.released.wait(5)
    assert len(seen) == 1
    assert [str(error) for error in errors.all] == ["full"]


class LargeSource(Source):
    """Takes so long that it must not block the event loop."""

    def is_large(self) -> bool:
        return True


def test_a_record_that_cannot_be_created_aside_is_reported_and_released(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(work: Coroutine[object, object, None], _: object) -> None:
        work.close()
        raise RuntimeError("no event loop")

    monkeypatch.setattr("python.shared.records.start", fail)
    errors = Errors()
    queue = CallbackQueue(lambda _: None, errors)
    source = LargeSource()
    queue.send(source)
    assert source.released.is_set()
    assert [str(error) for error in errors.all] == ["no event loop"]


def test_large_records_are_created_one_after_the_other() -> None:
    seen: list[str] = []

    class Slow(LargeSource):
        def __init__(self, name: str, seconds: float) -> None:
            super().__init__()
            self.name = name
            self.seconds = seconds

        def make_record(self) -> CaptureRecord:
            time.sleep(self.seconds)
            return {**super().make_record(), "middleware": self.name}

    async def run() -> None:
        queue = CallbackQueue(lambda record: seen.append(record["middleware"]), Errors())
        sources = [Slow("first", 0.03), Slow("second", 0.01), Slow("third", 0)]
        for source in sources:
            queue.send(source)
        with anyio.fail_after(5):
            while not all(source.released.is_set() for source in sources):
                await anyio.sleep(0.001)

    anyio.run(run)
    assert seen == ["first", "second", "third"]


def test_an_error_of_the_sink_for_a_large_record_is_reported() -> None:
    errors = Errors()
    source = LargeSource()
    error = OSError("full")

    def sink(_: CaptureRecord) -> None:
        raise error

    async def run() -> None:
        CallbackQueue(sink, errors).send(source)
        await asyncio.wait(RUNNING)

    anyio.run(run, backend="asyncio")
    assert errors.all == [error]
    assert source.released.is_set()


@pytest.mark.parametrize("kind", [Source, LargeSource])
def test_a_record_is_released_when_an_asynchronous_sink_is_done(kind: type[Source]) -> None:
    errors = Errors()
    source = kind()
    error = OSError("full")

    async def sink(_: CaptureRecord) -> None:
        await anyio.sleep(0)
        assert not source.released.is_set()
        raise error

    async def run() -> None:
        CallbackQueue(sink, errors).send(source)
        with anyio.fail_after(5):
            while not source.released.is_set():
                await anyio.sleep(0)

    anyio.run(run)
    assert errors.all == [error]


@pytest.mark.parametrize("kind", [Source, LargeSource])
def test_a_record_that_cannot_be_created_is_reported_and_released(
    kind: type[Source], monkeypatch: pytest.MonkeyPatch
) -> None:
    errors = Errors()
    error = ValueError("no record")

    def fail(_: Source) -> CaptureRecord:
        raise error

    monkeypatch.setattr(kind, "make_record", fail, raising=False)
    source = kind()

    async def run() -> None:
        CallbackQueue(lambda _: None, errors).send(source)
        with anyio.fail_after(5):
            while not source.released.is_set():
                await anyio.sleep(0)

    anyio.run(run)
    assert errors.all == [error]


def test_a_large_record_is_sent_though_the_event_loop_ends() -> None:
    seen: list[CaptureRecord] = []
    source = LargeSource()

    async def run() -> None:
        CallbackQueue(seen.append, Errors()).send(source)

    anyio.run(run)
    assert seen == [source.make_record()]
    assert source.released.is_set()


def test_pending_records_have_a_limit() -> None:
    errors = Errors()
    queue = CallbackQueue(lambda _: None, errors)
    assert all(queue.accepts() for _ in range(MAX_IN_FLIGHT))
    for _ in range(2):
        assert not queue.accepts()
        assert [str(error) for error in errors.all] == [
            "1000 capture records are in flight: new ones are dropped until the sink catches up."
        ]
    for _ in range(2):
        queue.send(Source())
        assert [str(error) for error in errors.all[1:]] == [
            "2 capture records were dropped: the sink was too slow."
        ]
    assert [queue.accepts() for _ in range(3)] == [True, True, False]


def test_reporters_never_raise(caplog: pytest.LogCaptureFixture) -> None:
    def fail(_: Exception) -> None:
        raise ValueError("worse")

    ErrorReporter("test", fail).report(OSError("bad"))
    ErrorReporter("test", None).report(OSError("bad"))
    assert [record.getMessage() for record in caplog.records] == ["worse", "bad"]


def test_an_error_for_an_asynchronous_function_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    async def later(_: Exception) -> None:
        raise AssertionError

    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        ErrorReporter("test", later).report(OSError("bad"))
        gc.collect()
    assert [record.getMessage() for record in caplog.records] == ["bad"]
    assert not warned


def test_errors_in_a_row_are_counted(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    monkeypatch.setattr("python.shared.errors.perf_counter", lambda: now)
    reporter = ErrorReporter("test", None)
    for passed in (0, 1, 8.9, 0.1, 9.9, 0.2, 10):
        now += passed
        reporter.report(OSError("bad"))
    more = "bad (and {} more since the last report)"
    messages = [record.getMessage() for record in caplog.records]
    assert messages == ["bad", more.format(2), more.format(1), "bad"]
    assert all(record.exc_info for record in caplog.records)


# Values.


def test_values_of_headers() -> None:
    assert header_value("a é\r\n\ud800") == "a %C3%A9%0D%0A%EF%BF%BD"
    assert merge_list(["a, B", ""], ["b", "c", "C"]) == "a, B, c"
    for member in ('db;desc="a,b"', r'db;desc="a, \", b"', 'db;desc="a,b', '"a,b"c', 'db;desc=""'):
        assert merge_list(["a", member], ["b", member]) == f"a, {member}, b"
    assert trusted_id("a-1") == "a-1"
    assert trusted_id("a b") is None
    assert trusted_id(1) is None
    assert iso_time(1_700_000_000_123_999_999) == "2023-11-14T22:13:20.123Z"
    errors = Errors()
    assert custom_id(None, errors) is None
    assert custom_id(lambda: "é", errors) == "%C3%A9"
    assert custom_id(lambda: json.loads("x"), errors) is None
    assert len(errors.all) == 1


def test_an_id_is_a_uuid_that_begins_with_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    for milliseconds in (0, 1, 1_700_000_000_123, 2**48 - 1):
        monkeypatch.setattr("python.shared.values.time_ns", lambda now=milliseconds: now * 1_000_000 + 999_999)
        one, other = time_ordered_id(), time_ordered_id()
        assert one != other
        parsed = UUID(one)
        assert (str(parsed), parsed.version, parsed.variant) == (one, 7, RFC_4122)
        assert parsed.int >> 80 == milliseconds


def test_the_time_is_in_whole_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("python.shared.values.time_ns", lambda: 1_700_000_000_999_999_999)
    assert unix_time() == "1700000000"


@pytest.mark.parametrize(
    ("drawn", "share", "sampled"),
    [(0.0, 0.0, False), (0.0, 0.1, True), (0.0999, 0.1, True), (0.1, 0.1, False), (0.9999, 1.0, True)],
)
def test_a_share_of_the_requests_is_sampled(
    drawn: float, share: float, sampled: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("python.shared.values.RANDOM.random", lambda: drawn)
    assert is_sampled(share) is sampled


@pytest.mark.parametrize(("given", "value"), [("a", "a"), (" ", " "), ("", None), (None, None)])
def test_an_environment_variable_without_a_value_is_not_set(
    given: str | None, value: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("THERE", raising=False)
    if given is not None:
        monkeypatch.setenv("THERE", given)
    assert environment("THERE") == value
    if value is not None:
        assert required_environment("THERE", "mwgen.yaml:3") == value
        return
    message = "^The environment variable THERE is not set, and mwgen.yaml:3 needs it.$"
    with pytest.raises(RuntimeError, match=message):
        required_environment("THERE", "mwgen.yaml:3")
