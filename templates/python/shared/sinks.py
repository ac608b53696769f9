"""Writes records to the log."""

import json
import sys

from .record import CaptureRecord


def log_record(record: CaptureRecord) -> None:
    """Write a record to standard output as one line of JSON in UTF-8."""
    # What the application has put in the place of standard output may take text only.
    output = sys.stdout
    buffer = getattr(output, "buffer", None)
    line = json.dumps(record, ensure_ascii=buffer is None, separators=(",", ":")) + "\n"
    if buffer is None:
        output.write(line)
    else:
        buffer.write(line.encode("utf-8", "backslashreplace"))
    flush = getattr(output, "flush", None)
    if flush is not None:
        flush()
