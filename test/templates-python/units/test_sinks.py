"""Where the log goes."""

import contextlib
import io
import json
from pathlib import Path

import pytest
from python.shared.record import CaptureRecord
from python.shared.sinks import log_record


class Words:
    """Takes the place of standard output, as some tools do: it can only write text."""

    def __init__(self) -> None:
        self.text = ""

    def write(self, text: str) -> int:
        self.text += text
        return len(text)


EXCHANGE: CaptureRecord = {
    "middleware": "m",
    "time": "",
    "method": "GET",
    "path": "/é\u2028\ud800",
    "status": 200,
    "outcome": "completed",
    "timeToHeadMs": 1.0,
    "durationMs": 2.0,
}


def test_a_record_is_written_at_once(tmp_path: Path) -> None:
    path = tmp_path / "log"
    with path.open("w", encoding="utf-8") as output, contextlib.redirect_stdout(output):
        log_record(EXCHANGE)
        assert json.loads(path.read_bytes()) == EXCHANGE


def test_log_goes_to_what_stands_for_standard_output() -> None:
    bare = Words()
    text = io.StringIO()
    latin = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    for output in (bare, text, latin):
        with contextlib.redirect_stdout(output):
            log_record(EXCHANGE)
    latin.seek(0)
    written = latin.buffer.read().decode("utf-8")
    assert "é" in written
    for line in (bare.text, text.getvalue(), written):
        assert line.endswith("}\n")
        # As short as on the other targets.
        assert line.startswith('{"middleware":"m","time":"","method":"GET",')
        assert json.loads(line) == EXCHANGE


def test_log_goes_where_pytest_looks(capsys: pytest.CaptureFixture[str]) -> None:
    log_record(EXCHANGE)
    assert json.loads(capsys.readouterr().out) == EXCHANGE


def test_log_to_a_closed_output_is_an_error() -> None:
    closed = io.TextIOWrapper(io.BytesIO())
    closed.close()
    with contextlib.redirect_stdout(closed), pytest.raises(ValueError, match="closed"):
        log_record(EXCHANGE)
