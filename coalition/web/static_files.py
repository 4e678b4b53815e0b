"""Styles and scripts under addresses that change with their content, so they may be kept."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, request

YEAR = 365 * 24 * 3600


def set_up(app: Flask) -> None:
    """Put the content's digest into each static address and let such addresses be cached."""
    folder = Path(app.static_folder or "")

    @cache
    def digest(filename: str) -> str | None:
        file = folder / filename
        return hashlib.sha256(file.read_bytes()).hexdigest()[:16] if file.is_file() else None

    @app.url_defaults
    def _versioned(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static" and (version := digest(values.get("filename", ""))):
            values.setdefault("v", version)

    @app.after_request
    def _kept(response: Response) -> Response:
        if request.endpoint != "static" or response.status_code != 200:
            return response
        # An address with another digest is from a page before an update; it is not kept.
        filename = str((request.view_args or {}).get("filename", ""))
        if request.args.get("v") == digest(filename):
            response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
        return response
