"""Servers to be measured, and what their work costs in CPU time.

CPU time of the worker (and of its PostgreSQL backend) hardly depends on what else the machine does.
"""

import contextlib
import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
READY_SECONDS = 60
REQUEST_SECONDS = 600


@dataclass
class Server:
    """One gunicorn with one sync worker."""

    name: str
    port: int
    worker: int
    backends: list[int] = field(default_factory=list)

    def get(self, url: str, headers: dict[str, str] | None = None) -> tuple[int, dict[str, str]]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=REQUEST_SECONDS)
        try:
            connection.request("GET", url, headers={"Accept-Encoding": "gzip"} | (headers or {}))
            response = connection.getresponse()
            while response.read(65536):
                pass
            return response.status, dict(response.getheaders())
        finally:
            connection.close()

    def cpu_ms(self) -> float:
        return sum(map(process_ms, [self.worker, *self.backends]))

    def memory_mb(self, which: str = "VmRSS") -> float:
        status = Path(f"/proc/{self.worker}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith(which))
        return int(line.split()[1]) / 1024

    def forget_peak(self) -> None:
        Path(f"/proc/{self.worker}/clear_refs").write_text("5")


def process_ms(pid: int) -> float:
    """CPU time of another process, in nanosecond steps: the clock that clock_getcpuclockid(3) names."""
    return time.clock_gettime_ns((~pid << 3) | 2) / 1e6


@contextlib.contextmanager
def serve(name: str, app: str, database: str, *options: str) -> Iterator[Server]:
    """Run `app`; PGAPPNAME lets find_backends know its connection again."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "-w", "1", "-k", "sync", "--log-level", "warning"]
    process = subprocess.Popen(
        [*command, "--no-control-socket", "-b", f"127.0.0.1:{port}", *options, app],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": database, "PGAPPNAME": name},
    )
    try:
        yield Server(name, port, worker_of(process, port))
    finally:
        process.terminate()
        process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def worker_of(process: subprocess.Popen, port: int) -> int:
    """The process id of the worker, once it can be asked."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            if pids := children.read_text().split():
                return int(pids[0])
        time.sleep(0.05)
    sys.exit("The server to be measured did not start.")


def start_ms(command: Sequence[str | Path], cwd: Path, env: dict[str, str]) -> float:
    """CPU time of a process from its start to its end."""
    process = subprocess.Popen(command, cwd=cwd, env=os.environ | env)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{command} failed.")
    return (usage.ru_utime + usage.ru_stime) * 1000
