"""Serve the demo, or wipe it. `make demo` and `make demo-reset` call this.

Serving prepares the database, seeds the invented coalition (which prints the sign-ins), starts the
worker in the background and gunicorn in front, and stops both on Ctrl-C or when either ends.
Everything the demo keeps lies in `instance/`.
"""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import io
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

from demo_env import DEFAULT_PORT, place_settings, read_settings, write_settings

ROOT = Path(__file__).resolve().parent.parent
INSTANCE = ROOT / "instance"
SETTINGS_FILE = INSTANCE / "demo.env"
LOCK_FILE = INSTANCE / "demo.lock"
BIN = Path(sys.executable).parent
SECONDS_TO_STOP = 15.0
SECONDS_TO_START = 90.0


class Stopped(Exception):
    """Someone asked the demo to stop."""


def refuse(message: str) -> SystemExit:
    """An end that says why in one plain sentence."""
    return SystemExit(f"demo: {message}")


@contextlib.contextmanager
def sole_use() -> Iterator[None]:
    """Hold the demo's lock; two demos on one database would hand out each other's index."""
    INSTANCE.mkdir(mode=0o700, exist_ok=True)
    with LOCK_FILE.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise refuse(
                "The demo of this checkout is running already. Stop it with Ctrl-C first."
            ) from None
        yield


def require_free_port(port: int) -> None:
    """End with a sentence when another program listens on the port."""
    with socket.socket() as probe:
        # Without this a port that was left a moment ago would look taken.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError:
            raise refuse(
                f"Port {port} may not be used by this account. Choose another: make demo PORT=8137"
            ) from None
        except OSError:
            raise refuse(
                f"Port {port} is taken by another program. Choose another: make demo PORT=8137"
            ) from None


def demo_environment(port: int) -> dict[str, str]:
    """This shell's environment with the demo's settings and nobody else's."""
    write_settings(SETTINGS_FILE)
    inherited = {n: v for n, v in os.environ.items() if not n.startswith("COALITION_")}
    # The place settings are worked out anew, so that a moved checkout or another PORT just works.
    return {
        **inherited,
        **read_settings(SETTINGS_FILE),
        **place_settings(INSTANCE, port),
        "PYTHONUNBUFFERED": "1",
    }


def run(environment: dict[str, str], *command: str) -> None:
    """Run one of the app's commands to its end; a failure ends the demo with the same code."""
    result = subprocess.run([BIN / "flask", *command], cwd=ROOT, env=environment, check=False)
    if result.returncode:
        print(f"demo: `flask {' '.join(command)}` failed; the demo was not started.")
        raise SystemExit(result.returncode)


def start(environment: dict[str, str], *command: str) -> subprocess.Popen[bytes]:
    """Start a server in a process group of its own: Ctrl-C reaches us alone, and we stop it."""
    return subprocess.Popen(
        [BIN / command[0], *command[1:]], cwd=ROOT, env=environment, start_new_session=True
    )


def stop(processes: list[subprocess.Popen[bytes]]) -> None:
    """Ask every process to end, and insist after a while."""
    for process in processes:
        if process.poll() is None:
            process.terminate()
    deadline = time.monotonic() + SECONDS_TO_STOP
    for process in processes:
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def answers(port: int) -> bool:
    """Whether something accepts connections on the port."""
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False


def announce_when_ready(port: int, server: subprocess.Popen[bytes]) -> None:
    """Print the address once the server accepts connections, not before."""
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline and server.poll() is None:
        if answers(port):
            print(f"\nCoalition Exchange is on http://localhost:{port}  (Ctrl-C stops it)")
            print("Sign-ins, with each second-factor secret: instance/demo-signins.json\n")
            return
        time.sleep(0.2)


def watch(processes: dict[str, subprocess.Popen[bytes]]) -> None:
    """Return, after saying which, as soon as one of the processes has ended by itself."""
    while True:
        for name, process in processes.items():
            if process.poll() is not None:
                print(f"demo: {name} ended by itself (code {process.returncode}); stopping.")
                return
        time.sleep(0.5)


def raise_stopped(_number: int, _frame: FrameType | None) -> None:
    """Turn a signal into an exception, once: a second Ctrl-C must not interrupt the stopping."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise Stopped


def serve(port: int) -> int:
    """Run the demo until someone stops it; 1 when a part of it ended by itself."""
    require_free_port(port)
    with sole_use():
        signal.signal(signal.SIGINT, raise_stopped)
        signal.signal(signal.SIGTERM, raise_stopped)
        processes: dict[str, subprocess.Popen[bytes]] = {}
        try:
            environment = demo_environment(port)
            run(environment, "db", "upgrade")
            run(environment, "demo")
            processes["the worker"] = start(environment, "flask", "worker")
            processes["the server"] = start(
                environment, "gunicorn", "--config", "gunicorn.conf.py", "wsgi:app"
            )
            announce_when_ready(port, processes["the server"])
            watch(processes)
        except Stopped:
            print("\nStopping the demo")
            return 0
        finally:
            stop(list(processes.values()))
        return 1


def reset() -> int:
    """Remove everything in `instance/`, if it is a demo's, so that the next start begins anew."""
    if not SETTINGS_FILE.exists():
        print("There is no demo to wipe.")
        return 0
    with sole_use():
        for path in INSTANCE.iterdir():
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink()
    print("The demo's database, index, mail, keys and sign-ins are gone; `make demo` starts anew.")
    return 0


def main() -> int:
    """Read the command line and do what it asks."""
    parser = argparse.ArgumentParser(description="Serve the demo, or wipe it.")
    actions = parser.add_subparsers(dest="action", required=True)
    serving = actions.add_parser("serve")
    serving.add_argument("--port", type=int, default=DEFAULT_PORT)
    actions.add_parser("reset")
    arguments = parser.parse_args()
    if isinstance(sys.stdout, io.TextIOWrapper):
        # Our lines should stand between those of the servers, in a file as on a terminal.
        sys.stdout.reconfigure(line_buffering=True)
    if arguments.action == "reset":
        return reset()
    if not 1 <= arguments.port <= 65535:
        raise refuse(f"PORT={arguments.port} is not a port; use 1 to 65535.")
    return serve(arguments.port)


if __name__ == "__main__":
    sys.exit(main())
