"""Start `make demo` on a free port, sign in as every role over plain HTTP, sign out, stop it.

Uses the standard library alone, as any client of the portal could: cookies, the hidden inputs of a
form, and RFC 6238 for the second factor.
"""

from __future__ import annotations

import base64
import hmac
import http.cookiejar
import json
import os
import signal
import socket
import struct
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from html.parser import HTMLParser
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SIGN_INS = ROOT / "instance" / "demo-signins.json"
SECONDS_TO_START = 240
SECONDS_TO_STOP = 30


def totp(secret: str, at: float) -> str:
    """The six-digit code of RFC 6238 for a base32 secret, with SHA-1 and steps of 30 seconds."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8), casefold=True)
    digest = hmac.digest(key, struct.pack(">Q", int(at) // 30), "sha1")
    offset = digest[-1] & 0x0F
    number = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"


class Forms(HTMLParser):
    """The forms of a page: where each goes and what its hidden inputs hold."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a form, or a hidden input of the last one."""
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append((given.get("action", ""), {}))
        elif tag == "input" and given.get("type") == "hidden" and self.found:
            self.found[-1][1][given["name"]] = given.get("value", "")

    def hidden_for(self, path: str) -> dict[str, str]:
        """The hidden inputs of the form that posts to `path`, or to its own page."""
        for action, hidden in self.found:
            if urllib.parse.urlsplit(action).path == path:
                return hidden
        for action, hidden in self.found:
            if not action:
                return hidden
        raise SystemExit(f"smoke: the page has no form for {path}")


class Visitor:
    """A plain HTTP client that keeps cookies and posts forms."""

    def __init__(self, base: str) -> None:
        self.base = base
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(cookies)
        self.path = self.page = ""
        self.status = 0

    def _open(self, path: str, data: bytes | None) -> None:
        request = urllib.request.Request(self.base + path, data)
        try:
            answer = self.opener.open(request, timeout=60)
        except urllib.error.HTTPError as refused:
            # A refusal is an answer with a page, such as a form that came back.
            answer = refused
        with answer:
            self.status = answer.status
            self.page = answer.read().decode("utf-8")
            self.path = urllib.parse.urlsplit(answer.url).path

    def get(self, path: str) -> None:
        """Open a page."""
        self._open(path, None)

    def post(self, path: str, **typed: str) -> None:
        """Post the form of the present page that goes to `path`, with what was typed into it."""
        fields = Forms(self.page).hidden_for(path) | typed
        self._open(path, urllib.parse.urlencode(fields).encode())

    def is_at_the_door(self) -> bool:
        """Whether a sign-in page was shown instead of what was asked for."""
        return self.path.startswith("/sign-in")


def expect(condition: bool, fact: str) -> None:
    """End with the fact that does not hold."""
    if not condition:
        raise SystemExit(f"smoke: {fact}")


def refuses_strangers(base: str) -> None:
    """A stranger sees the health of the portal and the sign-in page, and nothing behind it."""
    visitor = Visitor(base)
    visitor.get("/healthz")
    expect(visitor.status == 200, f"/healthz answered {visitor.status}")
    visitor.get("/search?q=removal")
    expect(visitor.is_at_the_door(), f"a stranger was let in to {visitor.path}")


def gives_code(visitor: Visitor, secret: str) -> None:
    """Type the code of the moment; if it was used a moment ago, the next one."""
    visitor.post("/sign-in/code", code=totp(secret, time.time()))
    if visitor.is_at_the_door():
        # A code opens one door once. Another run of this script may have used it just now.
        time.sleep(31 - time.time() % 30)
        visitor.post("/sign-in/code", code=totp(secret, time.time()))


def signs_in_and_out(base: str, person: dict[str, str]) -> None:
    """Both factors let the person in; signing out shows them the door again."""
    who = f"{person['role']} {person['email']}"
    visitor = Visitor(base)
    visitor.get("/sign-in")
    visitor.post("/sign-in", email=person["email"], password=person["password"])
    expect(
        visitor.path == "/sign-in/code",
        f"{who}: the password led to {visitor.path} ({visitor.status})",
    )
    gives_code(visitor, person["totp_secret"])
    visitor.get("/")
    expect(
        visitor.status == 200 and not visitor.is_at_the_door(),
        f"{who}: the home page led to {visitor.path} ({visitor.status})",
    )
    visitor.post("/sign-out")
    visitor.get("/search?q=removal")
    expect(visitor.is_at_the_door(), f"{who}: still signed in at {visitor.path} after sign-out")
    print(f"smoke: {who} signed in with two factors and out again", flush=True)


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_served(base: str, demo: subprocess.Popen[bytes]) -> float:
    """Seconds until the sign-in page was served; ends when the demo ends or takes too long."""
    start = time.monotonic()
    while time.monotonic() - start < SECONDS_TO_START:
        expect(demo.poll() is None, f"make demo ended with code {demo.returncode}")
        try:
            with urllib.request.urlopen(f"{base}/sign-in", timeout=10) as answer:
                if answer.status == 200:
                    return time.monotonic() - start
        except OSError:
            time.sleep(0.5)
    raise SystemExit(f"smoke: no sign-in page within {SECONDS_TO_START} s")


def first_of_each_role() -> list[dict[str, str]]:
    """One sign-in per role, in the order the file names them."""
    people: dict[str, dict[str, str]] = {}
    for person in json.loads(SIGN_INS.read_text(encoding="utf-8")):
        people.setdefault(person["role"], person)
    return list(people.values())


def stop(demo: subprocess.Popen[bytes], port: int) -> None:
    """Press Ctrl-C for the whole group, and see that nothing listens any more."""
    if demo.poll() is None:
        os.killpg(demo.pid, signal.SIGINT)
    try:
        demo.wait(SECONDS_TO_STOP)
    except subprocess.TimeoutExpired:
        os.killpg(demo.pid, signal.SIGKILL)
        raise SystemExit("smoke: the demo did not stop on Ctrl-C") from None
    with socket.socket() as probe:
        expect(probe.connect_ex(("127.0.0.1", port)) != 0, "the server runs on after Ctrl-C")


def main() -> int:
    """Run the smoke test; 0 when everything held."""
    port = free_port()
    base = f"http://localhost:{port}"
    demo = subprocess.Popen(
        ["make", "demo"], cwd=ROOT, env=os.environ | {"PORT": str(port)}, start_new_session=True
    )
    try:
        seconds = wait_until_served(base, demo)
        print(f"smoke: sign-in page served after {seconds:.1f} s")
        refuses_strangers(base)
        roles = first_of_each_role()
        expect(len(roles) >= 5, f"only {len(roles)} roles have sign-ins")
        for person in roles:
            signs_in_and_out(base, person)
    finally:
        stop(demo, port)
    print(f"smoke: {len(roles)} roles, nothing left running")
    return 0


if __name__ == "__main__":
    sys.exit(main())
