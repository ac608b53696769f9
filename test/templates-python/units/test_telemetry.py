"""Log records of OpenTelemetry."""

import pytest
from opentelemetry._logs import set_logger_provider
from opentelemetry.sdk._logs import LoggerProvider
from opentelemetry.sdk._logs.export import InMemoryLogRecordExporter, SimpleLogRecordProcessor
from python.shared.record import CaptureRecord, Outcome
from python.shared.telemetry import TelemetrySink, exchange_attributes, severity_of

LEAST: CaptureRecord = {
    "middleware": "audit",
    "time": "2026-11-21T12:00:00.250Z",
    "method": "GET",
    "path": "/a",
    "status": None,
    "outcome": "aborted",
    "timeToHeadMs": None,
    "durationMs": 1500.0,
}


def test_a_log_record_has_the_names_of_the_semantic_conventions() -> None:
    exporter = InMemoryLogRecordExporter()
    provider = LoggerProvider()
    provider.add_log_record_processor(SimpleLogRecordProcessor(exporter))
    set_logger_provider(provider)
    TelemetrySink("audit")(LEAST)
    (emitted,) = exporter.get_finished_logs()
    assert emitted.instrumentation_scope is not None
    assert emitted.instrumentation_scope.name == "audit"
    record = emitted.log_record
    assert record.event_name == "http.server.exchange"
    assert record.timestamp == 1_795_262_400_250_000_000
    assert record.severity_text == "WARN"
    assert record.severity_number is not None
    assert record.severity_number.value == 13
    assert record.context is not None
    assert dict(record.attributes or {}) == {
        "http.request.method": "GET",
        "url.path": "/a",
        "http.server.request.duration": 1.5,
        "http.server.request.outcome": "aborted",
    }


def test_the_attributes_of_a_record_with_bodies() -> None:
    record: CaptureRecord = {
        **LEAST,
        "requestId": "id-1",
        "query": "x=1",
        "status": 201,
        "outcome": "completed",
        "timeToHeadMs": 250.0,
        "request": {
            "headers": {"host": "a", "accept": ["b", "c"]},
            "size": 7,
            "truncated": True,
            "omitted": "spilled",
            "file": "/tmp/body",
            "spilledBytes": 6,
        },
        "response": {
            "headers": {"etag": "e"},
            "size": 2,
            "truncated": False,
            "body": "AAA=",
            "encoding": "base64",
        },
    }
    assert exchange_attributes(record) == {
        "http.request.method": "GET",
        "url.path": "/a",
        "url.query": "x=1",
        "http.response.status_code": 201,
        "http.request.id": "id-1",
        "http.server.request.duration": 1.5,
        "http.server.request.time_to_head": 0.25,
        "http.server.request.outcome": "completed",
        "http.request.body.size": 7,
        "http.request.body.omitted": "spilled",
        "http.request.body.truncated": True,
        "http.request.body.file": "/tmp/body",
        "http.request.body.spilled_bytes": 6,
        "http.request.header.host": ["a"],
        "http.request.header.accept": ["b", "c"],
        "http.response.body.size": 2,
        "http.response.body.content": "AAA=",
        "http.response.body.encoding": "base64",
        "http.response.body.truncated": False,
        "http.response.header.etag": ["e"],
    }


@pytest.mark.parametrize(
    ("status", "outcome", "severity"),
    [
        (200, "completed", "INFO"),
        (399, "completed", "INFO"),
        (400, "completed", "WARN"),
        (499, "completed", "WARN"),
        (500, "completed", "ERROR"),
        (200, "aborted", "WARN"),
        (500, "aborted", "ERROR"),
        (None, "aborted", "WARN"),
        (200, "failed", "ERROR"),
        (None, "failed", "ERROR"),
    ],
)
def test_severity(status: int | None, outcome: Outcome, severity: str) -> None:
    assert severity_of({**LEAST, "status": status, "outcome": outcome}).name == severity
