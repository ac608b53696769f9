"""Writes records to the log."""

import json
import re
import sys

from .record import CaptureRecord

UNPRINTABLE = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""What JSON does not have to escape.

A terminal takes C1 controls and marks of text direction for commands, and some readers
end a line at U+0085, U+2028 and U+2029.
"""


def log_line(record: CaptureRecord, *, is_ascii: bool) -> str:
    """Return a record as one line of JSON."""
    line = json.dumps(record, ensure_ascii=is_ascii, separators=(",", ":"))
    return UNPRINTABLE.sub(lambda match: f"\\u{ord(match[0]):04x}", line)


def log_record(record: CaptureRecord) -> None:
    """Write a record to standard output as one line of JSON in UTF-8."""
    # What the application has put in the place of standard output may take text only.
    output = sys.stdout
    buffer = getattr(output, "buffer", None)
    line = log_line(record, is_ascii=buffer is None) + "\n"
    if buffer is None:
        output.write(line)
    else:
        buffer.write(line.encode("utf-8", "backslashreplace"))
    flush = getattr(output, "flush", None)
    if flush is not None:
        flush()
