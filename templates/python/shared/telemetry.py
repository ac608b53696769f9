"""Emits OpenTelemetry log records with the semantic conventions for HTTP."""

from datetime import datetime

from opentelemetry._logs import LogRecord, SeverityNumber, get_logger
from opentelemetry.context import get_current
from opentelemetry.util.types import AnyValue

from .record import BodyRecord, CaptureRecord

SERVER_ERRORS = 500
CLIENT_ERRORS = 400


class TelemetrySink:
    """Emits records through the OpenTelemetry API."""

    def __init__(self, middleware: str) -> None:
        """Get a logger with the name of the middleware."""
        self._logger = get_logger(middleware)

    def __call__(self, record: CaptureRecord) -> None:
        """Emit a record in the current context, which is that of its request."""
        severity = severity_of(record)
        self._logger.emit(
            LogRecord(
                timestamp=nanoseconds(record["time"]),
                context=get_current(),
                severity_number=severity,
                severity_text=severity.name,
                event_name="http.server.exchange",
                attributes=exchange_attributes(record),
            )
        )


def severity_of(record: CaptureRecord) -> SeverityNumber:
    """Return the severity of an exchange."""
    status = record["status"] or 0
    if record["outcome"] == "failed" or status >= SERVER_ERRORS:
        return SeverityNumber.ERROR
    if record["outcome"] == "aborted" or status >= CLIENT_ERRORS:
        return SeverityNumber.WARN
    return SeverityNumber.INFO


def nanoseconds(time: str) -> int:
    """Convert ISO 8601 to nanoseconds since 1970."""
    moment = datetime.fromisoformat(time.removesuffix("Z") + "+00:00")
    return int(moment.timestamp() * 1000) * 1_000_000


def exchange_attributes(record: CaptureRecord) -> dict[str, AnyValue]:
    """Return the attributes of an exchange, without unknown ones."""
    time_to_head = record["timeToHeadMs"]
    attributes: dict[str, AnyValue] = {
        "http.request.method": record["method"],
        "url.path": record["path"],
        "url.query": record.get("query"),
        "http.response.status_code": record["status"],
        "http.server.request.duration": record["durationMs"] / 1000,
        "http.server.request.time_to_head": None
        if time_to_head is None
        else time_to_head / 1000,
        "http.server.request.outcome": record["outcome"],
    }
    request_id = record.get("requestId")
    if request_id is not None:
        attributes["http.request.id"] = request_id
    request = record.get("request")
    if request is not None:
        attributes.update(body_attributes("http.request", request))
    response = record.get("response")
    if response is not None:
        attributes.update(body_attributes("http.response", response))
    return {name: value for name, value in attributes.items() if value is not None}


def body_attributes(prefix: str, part: BodyRecord) -> dict[str, AnyValue]:
    """Return the attributes of a body and its headers."""
    attributes: dict[str, AnyValue] = {
        f"{prefix}.body.size": part["size"],
        f"{prefix}.body.content": part.get("body"),
        f"{prefix}.body.encoding": part.get("encoding"),
        f"{prefix}.body.omitted": part.get("omitted"),
        f"{prefix}.body.truncated": part["truncated"],
    }
    file = part.get("file")
    if file is not None:
        attributes[f"{prefix}.body.file"] = file
        attributes[f"{prefix}.body.spilled_bytes"] = part.get("spilledBytes")
    for name, value in part["headers"].items():
        attributes[f"{prefix}.header.{name}"] = (
            [value] if isinstance(value, str) else value
        )
    return attributes
