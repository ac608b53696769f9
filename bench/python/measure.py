"""CPU of the server process a request, as ratios to the bare application, and its peak memory while 512 MiB stream."""

import json
import socket
import statistics
import subprocess
import sys
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
    "small JSON": (b"GET /json HTTP/1.1\r\nHost: x\r\n\r\n", 500),
    "10 KiB POST": (
        b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(BODY) + BODY,
        250,
    ),
    "1 MiB": (b"GET /big HTTP/1.1\r\nHost: x\r\n\r\n", 25),
    "6 MiB stream": (b"GET /stream/96 HTTP/1.1\r\nHost: x\r\n\r\n", 6),
}


class Server:
    def __init__(self, variant: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        command = [sys.executable, str(HERE / "server.py"), variant, str(self.port)]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        for _ in range(200):
            try:
                self.connection = socket.create_connection(("127.0.0.1", self.port))
                break
            except OSError:
                time.sleep(0.05)
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def exchange(self, request: bytes) -> None:
        """Send one request and read its response to the end."""
        self.connection.sendall(request)
        data = self.connection.recv(1 << 20)
        while b"\r\n\r\n" not in data:
            data += self.connection.recv(1 << 20)
        head, _, rest = data.partition(b"\r\n\r\n")
        length = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
        if length:
            left = int(length[0].split(b":")[1]) - len(rest)
            while left > 0:
                left -= len(self.connection.recv(1 << 20))
            return
        tail = rest[-5:]
        while tail != b"0\r\n\r\n":
            tail = (tail + self.connection.recv(1 << 20))[-5:]

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


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    servers = {variant: Server(variant) for variant in VARIANTS}
    for load, (request, count) in LOADS.items():
        spent: dict[str, list[float]] = {variant: [] for variant in VARIANTS}
        for turn in range(rounds + 1):
            for variant, server in servers.items():
                before = server.cpu()
                for _ in range(count):
                    server.exchange(request)
                if turn > 0:
                    spent[variant].append((server.cpu() - before) / count)
        floor = statistics.median(spent["bare"])
        for variant in VARIANTS:
            ratio = statistics.median(spent[variant]) / floor
            print(f"{load:14} {variant:34} {ratio:6.2f}   {statistics.median(spent[variant]) * 1e6:9.0f} us", flush=True)
    for server in servers.values():
        server.stop()
    for variant in VARIANTS:
        server = Server(variant)
        server.exchange(LOADS["small JSON"][0])
        before = server.peak()
        server.exchange(b"GET /stream/8192 HTTP/1.1\r\nHost: x\r\n\r\n")
        print(f"512 MiB stream {variant:34} +{server.peak() - before} MiB", flush=True)
        server.stop()


main()
