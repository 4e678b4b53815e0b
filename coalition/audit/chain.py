"""The arithmetic of the chain: pure, so that an office can verify it with one small script."""

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from datetime import datetime

GENESIS = "0" * 64

# The fields that a link's hash covers, in this order.
COVERED = (
    "number",
    "at",
    "actor_kind",
    "actor_id",
    "office_id",
    "action",
    "object_kind",
    "object_id",
    "outcome",
    "detail_digest",
    "previous_hash",
)


def _canonical(value: object) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def detail_digest(salt: str, content: Mapping[str, object]) -> str:
    """SHA-256 of the salt and the detail; without the salt a guess cannot be confirmed."""
    return hashlib.sha256((salt + _canonical(content)).encode()).hexdigest()


def link_hash(values: Mapping[str, object]) -> str:
    """SHA-256 over the covered fields; moments are written in ISO 8601."""
    row = [v.isoformat() if isinstance(v := values[name], datetime) else v for name in COVERED]
    return link_hash_of(row)


def link_hash_of(row: Sequence[object]) -> str:
    """SHA-256 over the fields of a link of any chain, in their order."""
    return hashlib.sha256(_canonical(list(row)).encode()).hexdigest()


def head_signature(key: bytes, number: int, last_hash: str) -> str:
    """HMAC-SHA-256 (RFC 2104) of the count and the last hash."""
    return hmac.new(key, f"{number}:{last_hash}".encode(), hashlib.sha256).hexdigest()
