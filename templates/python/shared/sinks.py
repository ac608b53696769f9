"""Writes records to the log."""

import json
import sys

from .record import CaptureRecord


def log_record(record: CaptureRecord) -> None:
    """Write a record to standard output as one line of JSON in UTF-8."""
    line = json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n"
    output = sys.stdout.buffer
    output.write(line.encode("utf-8", "backslashreplace"))
    output.flush()
