"""Where records go."""

import json
import sys

from .record import CaptureRecord


def log_record(record: CaptureRecord) -> None:
    """Write a record as one line of JSON to standard output, in UTF-8 whatever the locale."""
    line = json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n"
    output = sys.stdout.buffer
    output.write(line.encode("utf-8", "backslashreplace"))
    output.flush()
