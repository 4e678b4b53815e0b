"""Settings for tests: real parts in a temporary folder, keys that are plainly not secret."""

import base64
from pathlib import Path

from coalition.settings import Settings

KEY = base64.b64encode(b"k" * 32).decode()


def make_environment(folder: Path, database_url: str, **changes: str) -> dict[str, str]:
    """The environment of a test app; ``changes`` are names without the prefix."""
    values = {
        "MODE": "test",
        "INSTANCE": str(folder),
        "DATABASE_URL": database_url,
        "SEARCH_URL": "memory:",
        "SECRET_KEY": "a key for tests that is long enough to be accepted",
        "VAULT_KEYS": f"test:{KEY}",
        "AUDIT_KEY": KEY,
        "BIND": "127.0.0.1:8000",
        "COOKIE_SECURE": "false",
        # Most tests sign in on new devices all the time; those about devices set it.
        "CONFIRM_NEW_DEVICES": "false",
        "BASE_URL": "http://localhost",
        "MAIL_URL": f"file:///{folder}/mail",
    } | changes
    return {f"COALITION_{name}": value for name, value in values.items()}


def make_settings(folder: Path, database_url: str, **changes: str) -> Settings:
    """Checked settings for a test app."""
    return Settings.from_environment(make_environment(folder, database_url, **changes))
