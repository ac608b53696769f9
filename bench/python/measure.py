"""CPU of the server's process a request, and its growth while 512 MiB stream, for each variant of `server.py`."""

import argparse
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).parent
VARIANTS = (
    "bare",
    "bare again",
    "our timing",
    "our capture",
    "our capture, redacted, to a log",
    "the tutorial",
    "the answer's option 1",
    "the answer's option 2",
)
BODY = json.dumps({"items": ["x" * 100] * 96}).encode()
LOADS = {
    "small JSON": (b"GET /json HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    "10 KiB POST": (
        b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(BODY) + BODY,
        200,
    ),
    "1 MiB": (b"GET /big HTTP/1.1\r\nHost: x\r\n\r\n", 25),
    "6 MiB stream": (b"GET /stream/96 HTTP/1.1\r\nHost: x\r\n\r\n", 6),
}
# Larger pieces: the answer's second option copies all that it has once a piece.
LARGE = b"GET /stream/512?size=1048576 HTTP/1.1\r\nHost: x\r\n\r\n"


class Server:
    """One variant in a process of its own, and one connection to it."""

    def __init__(self, variant: str) -> None:
        port = Path(tempfile.mkdtemp()) / "port"
        command = [sys.executable, str(HERE / "server.py"), variant, str(port)]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        while not port.exists():
            time.sleep(0.02)
        self.connection = socket.create_connection(("127.0.0.1", int(port.read_text())))
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def exchange(self, request: bytes) -> None:
        """Send one request and read its response to the end."""
        self.connection.sendall(request)
        data = self._read()
        while b"\r\n\r\n" not in data:
            data += self._read()
        head, _, rest = data.partition(b"\r\n\r\n")
        length = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
        if length:
            left = int(length[0].split(b":")[1]) - len(rest)
            while left > 0:
                left -= len(self._read())
            return
        tail = rest[-5:]
        while tail != b"0\r\n\r\n":
            tail = (tail + self._read())[-5:]

    def _read(self) -> bytes:
        data = self.connection.recv(1 << 20)
        if not data:
            raise ConnectionResetError
        return data

    def cpu(self) -> float:
        """Seconds that all threads of the process have had a processor."""
        tasks = Path(f"/proc/{self.process.pid}/task").glob("*/schedstat")
        return sum(int(task.read_text().split()[0]) for task in tasks) / 1e9

    def peak(self) -> int:
        return int(Path(f"/proc/{self.process.pid}/status").read_text().split("VmHWM:")[1].split()[0]) // 1024

    def stop(self) -> None:
        self.connection.close()
        self.process.terminate()
        self.process.wait()


def measure_requests(rounds: int) -> None:
    servers = {variant: Server(variant) for variant in VARIANTS}
    ratios: dict[str, list[str]] = {variant: [] for variant in VARIANTS}
    for request, count in LOADS.values():
        spent: dict[str, list[float]] = {variant: [] for variant in VARIANTS}
        for turn in range(rounds + 1):
            # Each round begins elsewhere, so that nobody always comes after the same neighbour.
            order = [*VARIANTS[turn % len(VARIANTS) :], *VARIANTS[: turn % len(VARIANTS)]]
            for variant in order:
                server = servers[variant]
                before = server.cpu()
                for _ in range(count):
                    server.exchange(request)
                if turn > 0:
                    spent[variant].append((server.cpu() - before) / count)
        floor = statistics.median(spent["bare"])
        for variant in VARIANTS:
            middle = statistics.median(spent[variant])
            ratios[variant].append(f"{middle / floor:.2f} ({middle * 1e6:.0f})")
    for server in servers.values():
        server.stop()
    print(f"\nCPU a request, as a ratio to the bare application (microseconds); medians of {rounds} rounds\n")
    print(" " * 34, *(f"{load:>16}" for load in LOADS))
    for variant in VARIANTS:
        print(f"{variant:34}", *(f"{ratio:>16}" for ratio in ratios[variant]))


def measure_memory() -> None:
    print("\nGrowth of the server's process while 512 MiB stream to a client that reads\n")
    for variant in VARIANTS:
        server = Server(variant)
        server.exchange(LOADS["small JSON"][0])
        before = server.peak()
        try:
            server.exchange(LARGE)
            print(f"{variant:34} {server.peak() - before:>6} MiB", flush=True)
        except OSError:
            print(f"{variant:34} {'dies':>10}", flush=True)
        server.stop()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("part", nargs="*", help="requests, memory; default: both")
    parser.add_argument("--rounds", type=int, default=15)
    options = parser.parse_args()
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")
    parts = options.part or ["requests", "memory"]
    if "requests" in parts:
        measure_requests(options.rounds)
    if "memory" in parts:
        measure_memory()


main()
