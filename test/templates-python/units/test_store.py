"""The folder of spilled bodies."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from python.shared.errors import ErrorReporter
from python.shared.spill import SPILL_WORKER, SpillFile
from python.shared.store import DiskBudget, SpillStore, is_running, own_prefix

TEMPLATES = Path(__file__).parents[3] / "templates"

ELSEWHERE = """
import sys, time
from python.shared.errors import ErrorReporter
from python.shared.spill import SpillFile
from python.shared.store import SpillStore
file = SpillFile(SpillStore(max_bytes=100, total_bytes=100, directory=sys.argv[1]), 100, ErrorReporter("test", None))
file.write(b"body")
file.close()
print(file.path, flush=True)
time.sleep(float(sys.argv[2]))
"""


def spill_elsewhere(directory: Path, seconds: float) -> tuple[subprocess.Popen[str], Path]:
    """Run a process that has spilled a body."""
    process = subprocess.Popen(
        [sys.executable, "-c", ELSEWHERE, str(directory), str(seconds)],
        stdout=subprocess.PIPE,
        text=True,
        env={"PYTHONPATH": str(TEMPLATES)},
    )
    assert process.stdout is not None
    return process, Path(process.stdout.readline().strip())


def test_all_files_together_have_a_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("python.shared.spill.DISK", DiskBudget())
    store = SpillStore(max_bytes=100, total_bytes=10, directory=str(tmp_path))

    def spill(data: bytes) -> SpillFile:
        file = SpillFile(store, 1000, ErrorReporter("test", None))
        file.write(data)
        file.close()
        return file

    first, second, third = spill(b"123456"), spill(b"123456"), spill(b"123456")
    assert (first.size, first.is_cut) == (6, False)
    assert (second.size, second.is_cut) == (4, True)
    assert second.path is not None
    assert second.path.read_bytes() == b"1234"
    assert (third.size, third.is_cut, third.path) == (0, True, None)
    time.sleep(0.01)
    assert first.path is not None
    first.path.unlink()
    assert not spill(b"123456").is_cut
    second.discard()
    assert not spill(b"123").is_cut
    assert not spill(b"4").is_cut
    assert spill(b"1").is_cut


def test_the_bytes_of_each_file_are_counted_until_it_is_forgotten(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    one.touch()
    other.touch()
    budget = DiskBudget()
    assert [budget.claim(one, 4, 10), budget.claim(one, 1, 10)] == [4, 1]
    assert [budget.claim(other, 6, 10), budget.claim(other, 1, 10)] == [5, 0]
    # Another middleware can have a lower limit.
    assert budget.claim(one, 1, 5) == 0
    for _ in range(2):
        budget.forget(one)
    assert [budget.claim(one, 1, 10), budget.claim(one, 9, 10)] == [1, 4]
    budget.forget(one)
    budget.forget(other)
    assert budget.claim(one, 11, 10) == 10


def test_missing_files_are_looked_for_less_often_the_more_there_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = -0.001
    monkeypatch.setattr("python.shared.store.monotonic", lambda: now)
    budget = DiskBudget()
    paths = [tmp_path / str(number) for number in range(2)]
    for path in paths:
        path.touch()
        assert budget.claim(path, 5, 10) == 5
    for path, now, soon, later in zip(paths, (0.0, 5.0), (0.0019, 5.0019), (0.002, 5.0021), strict=True):
        assert budget.claim(tmp_path / "new", 5, 10) == 0
        path.unlink()
        # There are two files, and none of the one that has been refused.
        now = soon
        assert budget.claim(tmp_path / "new", 5, 10) == 0
        now = later
        assert budget.claim(tmp_path / "new", 5, 10) == 5
        (tmp_path / "new").touch()


def test_the_folder_is_removed_when_its_process_ends(tmp_path: Path) -> None:
    process, path = spill_elsewhere(tmp_path, 0)
    assert process.wait(10) == 0
    assert tmp_path in path.parents
    assert list(tmp_path.iterdir()) == []


def test_the_folder_of_a_killed_process_is_removed_by_the_next_one_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    running, kept = spill_elsewhere(tmp_path, 60)
    killed, left = spill_elsewhere(tmp_path, 60)
    killed.kill()
    killed.wait(10)
    assert left.read_bytes() == b"body"
    name = left.parent.name
    # The same name by another host, by other software, as a file and as a link to somebody else's folder.
    for other in (name.replace("bodies-", "bodies-other"), name.replace("bodies-", "copies-"), "other"):
        (tmp_path / other).mkdir()
    dead = name.rpartition("-")[0]
    (tmp_path / f"{dead}-aaaaaa").write_text("a file")
    (tmp_path / f"{dead}-bbbbbb").symlink_to(tmp_path / "other")
    expected = {path.name for path in tmp_path.iterdir()} - {name}
    signals: list[int] = []
    send = os.kill

    def ask(process: int, signal: int) -> None:
        signals.append(signal)
        send(process, signal)

    with monkeypatch.context() as patch:
        patch.setattr("os.kill", ask)
        SpillStore(max_bytes=1, total_bytes=1, directory=str(tmp_path))
    # Other signals would end the process that still runs.
    assert set(signals) == {0}
    assert {path.name for path in tmp_path.iterdir()} == expected
    assert kept.read_bytes() == b"body"
    running.kill()
    running.wait(10)


def test_a_folder_that_cannot_be_removed_does_not_keep_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Both run before one is killed, because the second would remove what the first has left.
    for process, _ in [spill_elsewhere(tmp_path, 60) for _ in range(2)]:
        process.kill()
        process.wait(10)
    asked: list[str] = []
    remove = os.rmdir

    def fail_first(path: str, *, dir_fd: int | None = None) -> None:
        asked.append(path)
        if len(asked) == 1:
            raise PermissionError(path)
        remove(path, dir_fd=dir_fd)

    monkeypatch.setattr("os.rmdir", fail_first)
    SpillStore(max_bytes=1, total_bytes=1, directory=str(tmp_path))
    assert len(asked) == 2
    assert len(list(tmp_path.iterdir())) == 1


def test_the_folder_of_a_process_in_another_container_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed, left = spill_elsewhere(tmp_path, 60)
    killed.kill()
    killed.wait(10)
    # Its number means another process there, or none.
    elsewhere = {"/proc/self/ns/pid": Path("pid:[1]")}
    monkeypatch.setattr(Path, "readlink", lambda path: elsewhere[str(path)])
    SpillStore(max_bytes=1, total_bytes=1, directory=str(tmp_path))
    assert left.read_bytes() == b"body"


def test_a_folder_that_was_removed_is_created_again_and_stays_private(tmp_path: Path) -> None:
    store = SpillStore(max_bytes=100, total_bytes=100, directory=str(tmp_path))
    folder = store.folder()
    assert store.folder() == folder
    folder.rmdir()
    assert store.folder() == folder
    assert folder.stat().st_mode & 0o077 == 0


def test_a_process_that_cannot_be_asked_counts_as_running(monkeypatch: pytest.MonkeyPatch) -> None:
    assert is_running(os.getpid())
    assert is_running(10**30)
    for error, expected in ((ProcessLookupError(), False), (PermissionError(), True)):

        def fail(_process: int, _signal: int, error: OSError = error) -> None:
            raise error

        monkeypatch.setattr("os.kill", fail)
        assert is_running(1) is expected


def test_the_names_of_folders_tell_machines_and_containers_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("socket.gethostname", lambda: "api-1.é")
    monkeypatch.setattr(Path, "readlink", lambda _: Path("pid:[4026]"))
    assert own_prefix() == "bodies-api_1__-4026-"

    def missing(path: Path) -> Path:
        raise FileNotFoundError(path)

    # Not all systems have it.
    monkeypatch.setattr(Path, "readlink", missing)
    assert own_prefix() == "bodies-api_1__--"


def test_the_folder_of_another_user_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    killed, left = spill_elsewhere(tmp_path, 60)
    killed.kill()
    killed.wait(10)
    user = os.getuid()
    monkeypatch.setattr("os.getuid", lambda: user + 1)
    SpillStore(max_bytes=1, total_bytes=1, directory=str(tmp_path))
    assert left.read_bytes() == b"body"


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
@pytest.mark.parametrize("end", [SpillFile.close, SpillFile.discard])
def test_a_file_is_closed_when_its_record_is_created_or_left_out(
    end: Callable[[SpillFile], None], tmp_path: Path
) -> None:
    store = SpillStore(max_bytes=100, total_bytes=1 << 30, directory=str(tmp_path))
    file = SpillFile(store, 100, ErrorReporter("test", None))
    file.write(b"body")
    end(file)
    SPILL_WORKER.wait()
    assert file.path is not None
    held = [path.readlink() for path in Path("/proc/self/fd").iterdir() if path.is_symlink()]
    # The name of a file that was removed goes on after its path.
    assert not [path for path in held if str(path).startswith(str(file.path))]
