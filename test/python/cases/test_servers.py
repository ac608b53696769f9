"""Tests with real servers and connections."""

import gzip
import json
import socket
import time

import httpx
import pytest
from conftest import Server


def same(server: Server) -> bool:
    return server.kind == "hypercorn-http2"


def wait_for_events(expected: set[str], client: httpx.Client) -> None:
    """Wait until all of this has happened in the application, in whatever order."""
    deadline = time.monotonic() + 30
    while not expected <= set(client.get("/events").json()):
        assert time.monotonic() < deadline, expected
        time.sleep(0.05)


def test_the_process_time_header_is_on_the_response(server: Server) -> None:
    with server.client() as client:
        response = client.get("/json")
    value = response.headers["x-process-time"]
    assert "e" not in value
    assert len(value.split(".")[1]) == 6
    assert 0 <= float(value) < 60
    assert response.headers.get_list("x-process-time") == [value]


def test_the_process_time_is_the_time_to_the_headers_and_the_record_has_the_total(server: Server) -> None:
    with server.client() as client:
        response = client.get("/ticks")
    record = server.record("/ticks")
    # The body takes 600 ms, however busy the machine is.
    assert record["durationMs"] >= 600
    assert record["timeToHeadMs"] <= record["durationMs"] - 550
    assert float(response.headers["x-process-time"]) * 1000 <= record["durationMs"] - 550


def test_the_page_for_an_unhandled_error_carries_timing_id_and_headers(server: Server) -> None:
    with server.client() as client:
        response = client.get("/boom", headers={"X-Request-Id": "mine-1"})
    assert response.status_code == 500
    assert response.text == "Internal Server Error"
    assert response.headers["x-request-id"] == "mine-1"
    assert response.headers["x-frame-options"] == "DENY"
    assert "x-process-time" in response.headers
    record = server.record("/boom")
    assert (record["status"], record["outcome"], record["requestId"]) == (500, "completed", "mine-1")


@pytest.mark.parametrize("path", ["/missing", "/redirect", "/empty", "/json"])
def test_every_kind_of_response_carries_the_header(server: Server, path: str) -> None:
    with server.client() as client:
        for method in ("GET", "HEAD"):
            assert "x-process-time" in client.request(method, path).headers


def test_background_tasks_and_yield_dependencies_run_and_are_not_timed(server: Server) -> None:
    with server.client() as client:
        started = time.perf_counter()
        response = client.get("/after-work")
        # On another connection: on this one, the task in the background comes first.
        with server.client() as other:
            wait_for_events({"dependency entered", "dependency left", "background done"}, other)
        total = time.perf_counter() - started
    record = server.record("/after-work")
    assert response.json() == {"value": "value"}
    # The task takes 400 ms, however busy the machine is.
    assert float(response.headers["x-process-time"]) <= total - 0.35
    assert record["durationMs"] / 1000 <= total - 0.35


def test_handler_and_capture_both_read_one_request_body(server: Server) -> None:
    body = {"user": "ö", "password": "hunter2", "deep": {"token": [1, 2], "n": 12345678901234567890}}
    with server.client() as client:
        response = client.post("/echo", json=body)
    assert response.json() == body
    record = server.record("/echo")
    sent = record["request"]["body"]
    assert "hunter2" not in json.dumps(record)
    assert json.loads(sent)["password"] == "[redacted]"
    assert "12345678901234567890" in sent
    assert json.loads(record["response"]["body"])["deep"]["token"] == "[redacted]"
    assert record["request"]["size"] == len(response.request.content)


def test_a_chunked_response_is_joined_before_it_is_decoded(server: Server) -> None:
    with server.client() as client:
        assert client.get("/chunks").text == 'schön: {"a": 1}'
    record = server.record("/chunks")["response"]
    assert (record["body"], record["truncated"], record["size"]) == ('schön: {"a": 1}', False, 16)


def test_binary_bodies_are_recorded_as_base64(server: Server) -> None:
    import base64

    with server.client() as client:
        assert client.get("/binary").content == bytes(range(256))
    record = server.record("/binary")["response"]
    # The body contains a zero byte, so it cannot be searched for secrets.
    assert record.get("omitted") == "unredactable" or base64.b64decode(record["body"]) == bytes(range(256))


def test_an_empty_body_is_not_an_error(server: Server) -> None:
    with server.client() as client:
        assert client.get("/empty?alone").status_code == 204
    assert server.record("/empty", "alone")["response"]["omitted"] == "empty"


def test_status_media_type_and_duplicate_headers_are_preserved(server: Server) -> None:
    with server.client() as client:
        response = client.get("/many")
    assert response.status_code == 201
    assert response.headers["content-type"] == "application/vnd.lab+json"
    assert len(response.headers.get_list("set-cookie")) == 2
    assert response.headers.get_list("link") == ["</x>; rel=a", "</y>; rel=b"]
    assert "x-gone" not in response.headers
    record = server.record("/many")["response"]
    assert record["headers"]["set-cookie"] == ["[redacted]", "[redacted]"]
    assert record["headers"]["link"] == ["</x>; rel=a", "</y>; rel=b"]


def test_a_response_larger_than_the_limit_is_truncated_only_in_the_record_and_memory_stays_flat(server: Server) -> None:
    with server.client() as client:
        client.get("/large/1")
        before = server.memory()
        size = 0
        with client.stream("GET", "/large/128") as response:
            for chunk in response.iter_bytes():
                size += len(chunk)
    assert size == 128 * 1024 * 1024
    record = server.record("/large/128")["response"]
    assert (record["size"], record["truncated"], len(record["body"])) == (size, True, 65536)
    assert server.memory() - before < 24 * 1024 * 1024


def test_a_route_with_large_downloads_can_be_excluded_from_capture_only(server: Server) -> None:
    with server.client() as client:
        response = client.get("/download/1")
        client.get("/json?download=1")
    assert "x-process-time" in response.headers
    time.sleep(0.3)
    assert not [record for record in server.records() if record["path"].startswith("/download")]


def test_an_excluded_route_behaves_as_without_the_middleware(server: Server) -> None:
    with server.client() as client:
        for path in ("/healthz", "/HEALTHZ", "/healthz/", "/%68ealthz"):
            assert "x-process-time" not in client.get(path).headers
        assert "x-process-time" in client.get("/mounted/healthz").headers


def test_headers_are_visible_to_a_browser_across_origins(server: Server) -> None:
    with server.client() as client:
        response = client.get("/json?cors", headers={"Origin": "https://web.example"})
        plain = client.get("/json?plain")
    exposed = [name.strip() for name in response.headers["access-control-expose-headers"].split(",")]
    assert {"X-Own", "X-Process-Time", "X-Request-Id", "X-Frame-Options"} <= set(exposed)
    assert "access-control-expose-headers" not in plain.headers


def test_the_request_id_reaches_the_handler(server: Server) -> None:
    with server.client() as client:
        response = client.get("/id", headers={"X-Request-Id": "abc.1"})
        assert response.json() == {"id": "abc.1"}
        spoofed = client.get("/id", headers={"X-Request-Id": "a b\"c" * 40})
    assert len(spoofed.headers["x-request-id"]) == 36


def test_events_reach_the_client_one_by_one(server: Server) -> None:
    with server.client() as client, server.client() as other, client.stream("GET", "/stepwise") as response:
        pieces = response.iter_bytes()
        assert next(pieces) == b"data: 1\n\n"
        # The application sends the second event only now.
        other.post("/next-step")
        assert list(pieces) == [b"data: 2\n\n"]


def test_secrets_in_the_query_and_in_a_location_are_redacted(server: Server) -> None:
    with server.client() as client:
        client.get("/redirect?token=secret&a=1")
    record = server.record("/redirect", "token=[redacted]&a=1")
    assert record["response"]["headers"]["location"] == "/json?token=[redacted]"
    assert "secret" not in json.dumps(record)


def test_a_client_that_disconnects_during_a_stream_leads_to_one_record(server: Server) -> None:
    if same(server):
        pytest.skip("needs a raw HTTP/1.1 socket")
    raw = socket.create_connection(("127.0.0.1", server.port))
    raw.sendall(b"GET /endless HTTP/1.1\r\nHost: x\r\n\r\n")
    raw.recv(1000)
    time.sleep(0.2)
    raw.close()
    record = server.record("/endless")
    assert (record["status"], record["outcome"]) == (200, "aborted")
    time.sleep(0.3)
    assert server.record("/endless")


def test_a_client_that_disconnects_before_the_headers_leads_to_one_record_without_a_status(server: Server) -> None:
    if same(server):
        pytest.skip("needs a raw HTTP/1.1 socket")
    raw = socket.create_connection(("127.0.0.1", server.port))
    raw.sendall(b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n")
    time.sleep(0.2)
    raw.close()
    record = server.record("/slow")
    assert (record["status"], record["outcome"]) == (None, "aborted")


def test_a_body_that_is_not_read_is_marked_as_unread(server: Server) -> None:
    if same(server):
        pytest.skip("the client of HTTP/2 here does not send after an early answer")
    with server.client() as client:
        assert client.post("/unread", content=b"x" * 1000, headers={"content-type": "text/plain"}).status_code == 413
    assert server.record("/unread")["request"]["omitted"] == "unread"


def test_compressed_requests_are_shown_decoded_and_redacted(server: Server) -> None:
    body = gzip.compress(b'{"password":"hunter2"}')
    with server.client() as client:
        client.post("/zipped", content=body, headers={"content-encoding": "gzip", "content-type": "application/json"})
    assert "hunter2" not in json.dumps(server.record("/zipped"))


def test_concurrent_requests_keep_their_own_ids(server: Server) -> None:
    with server.client() as client:
        for number in range(50):
            response = client.get("/id", headers={"X-Request-Id": f"n{number}"})
            assert response.headers["x-request-id"] == response.json()["id"] == f"n{number}"


def test_a_websocket_is_passed_through_unchanged(server: Server) -> None:
    if server.kind == "hypercorn-http2":
        pytest.skip("the client speaks HTTP/1.1")
    from websockets.sync.client import connect

    with connect(f"ws://127.0.0.1:{server.port}/ws") as websocket:
        websocket.send("hello")
        assert websocket.recv() == "hello"


def test_records_are_utf_8_in_any_locale(server: Server) -> None:
    with server.client() as client:
        client.get("/json?utf8")
    assert server.record("/json", "utf8")["response"]["body"] == '{"hello":"wörld"}'


def test_a_record_has_the_same_form_as_on_other_targets(server: Server) -> None:
    with server.client() as client:
        client.post("/shape?a=1", json={"a": 1})
    record = server.record("/shape")
    assert set(record) == {
        *("middleware", "time", "requestId", "method", "path", "query", "status"),
        *("outcome", "timeToHeadMs", "durationMs", "request", "response"),
    }
    assert set(record["request"]) == {"headers", "size", "truncated", "omitted"}
    assert set(record["response"]) == {"headers", "size", "truncated", "body"}
    assert record["time"].endswith("Z")
    assert len(record["time"]) == 24
