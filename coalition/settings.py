"""Settings: one frozen object read from the environment, complete or not at all.

Every setting is an environment variable that starts with ``COALITION_``. An unknown name, a
missing one or a value that breaks its rule stops the start and is named in the message; the
value itself is never repeated, because it may be a secret.
"""

import base64
import binascii
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

PREFIX = "COALITION_"

# What CJIS Security Policy 6.0, control AC-8, wants read before signing in.
USE_NOTICE = (
    "This system is for authorized use by members of the coalition only. Its use may be monitored, "
    "recorded and audited. Unauthorized use is prohibited and may be prosecuted or lead to civil "
    "penalties. By signing in you agree to this monitoring and recording."
)


class SettingsError(ValueError):
    """A setting is missing, unknown or wrong. The message names it and the rule, not the value."""


@dataclass(frozen=True)
class VaultKeys:
    """Key-encryption keys by id; the first is used for sealing, all of them for opening."""

    by_id: Mapping[str, bytes]
    current: str

    def __repr__(self) -> str:
        return f"VaultKeys(ids={sorted(self.by_id)})"


def _text(value: str) -> str:
    if not value.strip():
        raise ValueError("must not be empty")
    return value.strip()


def _secret(value: str) -> str:
    if len(value) < 32:
        raise ValueError("must be at least 32 characters")
    return value


def _key_bytes(value: str) -> bytes:
    try:
        raw = base64.b64decode(value, validate=True)
    except binascii.Error:
        raise ValueError("must be base64") from None
    if len(raw) != 32:
        raise ValueError("must be 32 bytes in base64")
    return raw


def _vault_keys(value: str) -> VaultKeys:
    keys: dict[str, bytes] = {}
    for entry in value.split(","):
        key_id, colon, encoded = entry.strip().partition(":")
        if not colon or not key_id.isalnum() or len(key_id) > 16:
            raise ValueError("must be a list of keyid:base64, separated by commas")
        if key_id in keys:
            raise ValueError("names a key id twice")
        keys[key_id] = _key_bytes(encoded)
    return VaultKeys(keys, next(iter(keys)))


def _truth(value: str) -> bool:
    if value not in ("true", "false"):
        raise ValueError("must be true or false")
    return value == "true"


def _number(low: int, high: int) -> Callable[[str], int]:
    def parse(value: str) -> int:
        if not value.isascii() or not value.isdigit() or not low <= int(value) <= high:
            raise ValueError(f"must be a whole number from {low} to {high}")
        return int(value)

    return parse


def _decimal(low: float, high: float) -> Callable[[str], float]:
    def parse(value: str) -> float:
        try:
            number = float(value)
        except ValueError:
            raise ValueError(f"must be a number from {low} to {high}") from None
        if not low <= number <= high:
            raise ValueError(f"must be a number from {low} to {high}")
        return number

    return parse


def _one_of(*allowed: str) -> Callable[[str], str]:
    def parse(value: str) -> str:
        if value not in allowed:
            raise ValueError("must be one of " + ", ".join(allowed))
        return value

    return parse


def _contact(value: str) -> str:
    # RFC 9116, section 2.5.3: a URI, so that programs can use it.
    if value and not value.startswith(("mailto:", "https://", "tel:")):
        raise ValueError("must start with mailto:, https:// or tel:")
    if any(character.isspace() for character in value):
        raise ValueError("must not hold spaces")
    return value


def _day(value: str) -> date | None:
    if not value:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise ValueError("must be a date like 2027-05-31") from None


def _certificates(value: str) -> bytes:
    """What stands in the file; whether they are certificates is looked at when the app starts."""
    if not value:
        return b""
    try:
        return Path(value).read_bytes()
    except OSError:
        raise ValueError("must be a file that can be read") from None


def _starts_with(*schemes: str) -> Callable[[str], str]:
    def parse(value: str) -> str:
        if not value.startswith(schemes):
            raise ValueError("must start with one of " + ", ".join(schemes))
        return value

    return parse


def _setting(parse: Callable[[str], Any], meaning: str, default: str | None = None) -> Any:
    """A field whose default, if it has one, is written as the environment would write it."""
    return field(metadata={"parse": parse, "meaning": meaning, "default": default})


@dataclass(frozen=True)
class Settings:
    """All settings, already checked. ``docs/settings.md`` is generated from this class."""

    mode: str = _setting(
        _one_of("production", "demo", "test"), "How this instance is used.", "production"
    )
    instance: str = _setting(
        _text, "Folder for audit checkpoints and mail written to files; absolute path."
    )
    database_url: str = _setting(
        _starts_with("sqlite:///", "postgresql+psycopg://"), "The database, as SQLAlchemy names it."
    )
    search_url: str = _setting(
        _starts_with("whoosh:///", "memory:"), "The search index of this node; disposable."
    )
    secret_key: str = _setting(_secret, "Keys the CSRF tokens and the throttle's hashes.")
    vault_keys: VaultKeys = _setting(
        _vault_keys, "keyid:base64 of 32 bytes, newest first; seals drafts and TOTP secrets."
    )
    audit_key: bytes = _setting(_key_bytes, "Signs the head of the audit chain; 32 bytes, base64.")
    bind: str = _setting(_text, "Address and port to serve on.", "127.0.0.1:8000")
    base_url: str = _setting(
        _starts_with("http://", "https://"),
        "Where people reach the portal; used in mail links. A request for another host is refused.",
    )
    cookie_secure: bool = _setting(
        _truth, "false only on a loopback address, for the demo over plain http.", "true"
    )
    trusted_proxies: int = _setting(
        _number(0, 3),
        "Proxies in front that name the visitor in X-Forwarded-For; 1 behind one that ends TLS. "
        "Failed sign-ins are counted for each visitor's address, so a wrong number lets one "
        "visitor lock out all.",
        "0",
    )
    use_notice: str = _setting(
        _text, "What is said on the sign-in page about the use of the system.", USE_NOTICE
    )
    security_contact: str = _setting(
        _contact,
        "Where weaknesses are reported, such as mailto:security@office.example; "
        "makes /.well-known/security.txt (RFC 9116).",
        "",
    )
    security_expires: date | None = _setting(
        _day,
        "The last day on which that contact holds, at most a year ahead; after it the file is "
        "not served. Required with the contact.",
        "",
    )
    mail_url: str = _setting(
        _starts_with("smtp://", "file:///", "console:"),
        "Where mail goes. An SMTP server that is not on this machine must offer STARTTLS.",
        "console:",
    )
    mail_from: str = _setting(
        _text, "The sender of the portal's mail.", "Coalition Exchange <no-reply@coalition.example>"
    )
    session_idle_minutes: int = _setting(
        _number(1, 720), "A session ends after this long without use.", "30"
    )
    session_hours: int = _setting(
        _number(1, 24), "A session ends after this long, used or not.", "12"
    )
    dormant_days: int = _setting(
        _number(30, 730),
        "An account without a sign-in for this many days is suspended, after a warning by mail.",
        "90",
    )
    lockout_failures: int = _setting(
        _number(3, 20), "Failed sign-ins that lock an account for one source.", "5"
    )
    lockout_minutes: int = _setting(
        _number(1, 1440), "The window and the length of that lock.", "15"
    )
    source_failures: int = _setting(
        _number(10, 10000), "Failed sign-ins that lock one source for all accounts.", "50"
    )
    confirm_new_devices: bool = _setting(
        _truth,
        "Whether signing in on a device that is not known asks for a code sent by mail, unless a "
        "passkey was given. The demo sets false, because its mail goes to files.",
        "true",
    )
    timestamp_roots: bytes = _setting(
        _certificates,
        "A file with the root certificates (PEM) of the time-stamping authorities (RFC 3161) that "
        "the coalition trusts. Without it no time-stamp is taken into a custody log.",
        "",
    )
    ranking_k1: float = _setting(
        _decimal(0.0, 5.0), "BM25F k1: how soon repetition stops counting.", "1.5"
    )
    ranking_b: float = _setting(
        _decimal(0.0, 1.0), "BM25F b: how much the length of the text counts.", "0.3"
    )

    def __post_init__(self) -> None:
        if not self.cookie_secure and not self.bound_to_loopback:
            raise SettingsError(
                f"{PREFIX}COOKIE_SECURE is false, which is allowed on a loopback {PREFIX}BIND only."
            )
        if self.mode == "production" and not self.base_url.startswith("https://"):
            # Browsers would drop the cookie, and nothing would keep them from plain http.
            raise SettingsError(f"{PREFIX}BASE_URL must start with https:// in production.")
        if bool(self.security_contact) != bool(self.security_expires):
            raise SettingsError(
                f"{PREFIX}SECURITY_CONTACT and {PREFIX}SECURITY_EXPIRES are set both or neither."
            )

    @property
    def bound_to_loopback(self) -> bool:
        """Whether only this machine can reach the server."""
        host = self.bind.rpartition(":")[0].strip("[]")
        if host == "localhost":
            return True
        try:
            return ip_address(host).is_loopback
        except ValueError:
            return False

    @property
    def hosts(self) -> list[str]:
        """The names by which the portal may be asked for; any other Host is refused."""
        named = {urlsplit(self.base_url).hostname or ""}
        return sorted(named | ({"localhost", "127.0.0.1"} if self.bound_to_loopback else set()))

    @property
    def cookie_name(self) -> str:
        """The session cookie's name; the ``__Host-`` prefix needs Secure (RFC 6265bis 4.1.3.2)."""
        return "__Host-session" if self.cookie_secure else "session"

    @property
    def device_cookie_name(self) -> str:
        """The name of the cookie by which a device is known again."""
        return "__Host-device" if self.cookie_secure else "device"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "Settings":
        """Read every setting.

        Raises:
            SettingsError: a setting is missing, unknown or breaks its rule; it is named.
        """
        known = {PREFIX + item.name.upper(): item for item in fields(cls)}
        unknown = sorted(n for n in environment if n.startswith(PREFIX) and n not in known)
        if unknown:
            raise SettingsError(f"Unknown setting {unknown[0]}. Known: {', '.join(known)}.")
        values: dict[str, Any] = {}
        for name, item in known.items():
            given = environment.get(name, item.metadata["default"])
            if given is None:
                raise SettingsError(f"Setting {name} is missing. {item.metadata['meaning']}")
            try:
                values[item.name] = item.metadata["parse"](given)
            except ValueError as rule:
                raise SettingsError(f"Setting {name} {rule}.") from None
        return cls(**values)

    def __repr__(self) -> str:
        return f"Settings(mode={self.mode!r})"


def describe() -> list[tuple[str, str, str]]:
    """Name, default and meaning of every setting, for the generated page."""
    return [
        (
            PREFIX + item.name.upper(),
            item.metadata["default"] if item.metadata["default"] is not None else "required",
            item.metadata["meaning"],
        )
        for item in fields(Settings)
    ]
