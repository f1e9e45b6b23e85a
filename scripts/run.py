"""Serves the portal on this machine: gunicorn, and beside it the worker for what falls due, until Ctrl-C."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SCRIPTS = ROOT / "scripts"
STOP_SIGNALS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]
STOP_SECONDS = 15


class Stopped(Exception):  # noqa: N818
    """Somebody asked us to stop."""


def main() -> int:
    address = free_address()
    for number in STOP_SIGNALS:
        signal.signal(number, stop_asked)
    children: list[subprocess.Popen] = []
    try:
        prepared = subprocess.run([sys.executable, SCRIPTS / "prepare.py"], check=False, cwd=ROOT)
        if prepared.returncode:
            return prepared.returncode
        children.append(start("-m", "gunicorn", "-c", SCRIPTS / "gunicorn.conf.py", "-b", address))
        children.append(start("manage.py", "work_due", "--every", "60"))
        return watch(*children)
    except Stopped:
        print("\nStopping …", flush=True)
        return 0
    finally:
        stop(children)


def free_address() -> str:
    host, port = os.environ.get("HOST", "127.0.0.1"), os.environ.get("PORT") or "8000"
    if not port.isdecimal() or not 0 < int(port) < 65536:
        sys.exit(f"PORT must be a number from 1 to 65535, not {port!r}.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, int(port)))
        except OSError as error:
            sys.exit(
                f"Cannot listen on {host}:{port} ({error.strerror}). Try another: PORT=8001 make run"
            )
    return f"{host}:{port}"


def start(*arguments: str | Path) -> subprocess.Popen:
    # In a session of its own, so that Ctrl-C reaches only us and we stop the children in order.
    return subprocess.Popen([sys.executable, *arguments], cwd=ROOT, start_new_session=True)


def watch(server: subprocess.Popen, worker: subprocess.Popen) -> int:
    """Wait for the server's end; the portal goes on without its worker, but says so."""
    while server.poll() is None:
        pid, status = os.wait()
        if pid == server.pid:
            server.returncode = os.waitstatus_to_exitcode(status)
        elif pid == worker.pid:
            worker.returncode = os.waitstatus_to_exitcode(status)
            print("Reminders, mails and figures stand still: work_due ended.", file=sys.stderr)
    return server.returncode


def stop_asked(number: int, frame: object) -> None:
    raise Stopped


def stop(children: list[subprocess.Popen]) -> None:
    for number in STOP_SIGNALS:
        signal.signal(number, signal.SIG_IGN)  # a second Ctrl-C would leave orphans
    running = [child for child in children if child.poll() is None]
    for child in running:
        child.terminate()
    for child in running:
        try:
            child.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main())
