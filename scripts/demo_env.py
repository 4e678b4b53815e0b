"""Write the settings of the demo, with fresh keys: `python scripts/demo_env.py instance/demo.env`.

The file can be sourced by a shell (`set -a; . instance/demo.env`). It is made for its owner's eyes
only and is never written over: its keys open what the demo's database has sealed.
"""

from __future__ import annotations

import base64
import os
import secrets
import sys
from pathlib import Path

DEFAULT_PORT = 8000


def random_key() -> str:
    """32 random bytes in base64."""
    return base64.b64encode(secrets.token_bytes(32)).decode("ascii")


def place_settings(instance: Path, port: int) -> dict[str, str]:
    """The settings that follow from where the demo lies and on which port it is served."""
    instance = instance.resolve()
    return {
        "COALITION_DATABASE_URL": f"sqlite:///{instance / 'demo.sqlite3'}",
        "COALITION_SEARCH_URL": f"whoosh://{instance / 'demo-index'}",
        "COALITION_MAIL_URL": f"file://{instance / 'mail'}",
        "COALITION_INSTANCE": str(instance),
        "COALITION_BIND": f"127.0.0.1:{port}",
        "COALITION_BASE_URL": f"http://localhost:{port}",
        # The demo's mail goes to files, so no code by mail is asked on a new device.
        "COALITION_CONFIRM_NEW_DEVICES": "false",
    }


def fresh_settings(instance: Path) -> dict[str, str]:
    """Everything the demo reads from its environment, with keys that nobody has seen before."""
    return {
        "COALITION_MODE": "demo",
        # The demo is served on the loopback address over plain http, where some clients drop
        # cookies marked Secure; the app refuses this setting on any other address.
        "COALITION_COOKIE_SECURE": "false",
        "COALITION_SECRET_KEY": secrets.token_urlsafe(48),
        "COALITION_VAULT_KEYS": f"demo{secrets.token_hex(3)}:{random_key()}",
        "COALITION_AUDIT_KEY": random_key(),
        **place_settings(instance, DEFAULT_PORT),
    }


def write_settings(path: Path) -> bool:
    """Write `path` with mode 0600 unless it exists; say whether it was written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.writelines(
            f"{name}='{value}'\n" for name, value in fresh_settings(path.parent).items()
        )
    return True


def read_settings(path: Path) -> dict[str, str]:
    """The settings of a file made by `write_settings`; blank lines and comments are skipped."""
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    pairs = (line.split("=", 1) for line in lines if line and not line.startswith("#"))
    return {name: value.strip("'") for name, value in pairs}


if __name__ == "__main__":
    target = Path(sys.argv[1] if len(sys.argv) > 1 else "instance/demo.env")
    print(f"Wrote {target}" if write_settings(target) else f"{target} exists; it is kept")
