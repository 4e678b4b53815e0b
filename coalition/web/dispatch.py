"""The dispatch step: one unit of work around each writing view, none kept by a reading one.

A writing view answers with a redirect when it did something; any other answer (the form again
with its problems, a preview) keeps nothing. What a request must leave behind although it changed
nothing (a read of a restricted paper, a refusal) is written as a trace: one short unit before the
body is sent. If that fails, the page is refused.
"""

import hashlib
import io
from collections.abc import Callable
from typing import Any

from flask import Flask, Request, Response, g, redirect, request
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from werkzeug.exceptions import HTTPException
from werkzeug.routing import IntegerConverter

from coalition import clock
from coalition.audit import services as audit
from coalition.db import UnitOfWork, db, discard_changes, unit_of_work
from coalition.errors import DomainError, NotPermitted, Unavailable
from coalition.web.doorway import wait_for_place
from coalition.web.identity import current_sign_in
from coalition.web.models import LONGEST_LOCATION, HandledRequest
from coalition.web.routing import Declaration, declarations
from coalition.web.session_cookie import current_token

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class _NothingKept(Exception):
    """Carries the answer of a writing view that did nothing out of its unit."""

    def __init__(self, answer: Response) -> None:
        super().__init__()
        self.answer = answer


def leave_trace(write: Callable[[], None]) -> None:
    """Run ``write`` in a short unit of its own once the view's own changes are settled."""
    g.setdefault("traces", []).append(write)


class PortalRequest(Request):
    """A request whose files stay in memory: werkzeug would write large ones to the disk."""

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> io.BytesIO:
        return io.BytesIO()


class RowNumber(IntegerConverter):
    """A number in an address, of so few digits that every column can hold it."""

    regex = r"\d{1,9}"


class Portal(Flask):
    """Flask with our dispatch step."""

    request_class = PortalRequest

    def __init__(self, *names: Any, **folders: Any) -> None:
        super().__init__(*names, **folders)
        self.url_map.converters["int"] = RowNumber

    def preprocess_request(self) -> Any:
        # A request that is turned away at the door leaves its traces as well.
        with audit.origin(source=request.remote_addr or "-"):
            try:
                wait_for_place()
                answer = super().preprocess_request()
            except DomainError as refusal:
                discard_changes()
                _note_refusal(refusal)
                _write_traces()
                raise
            if answer is not None:
                discard_changes()
                _write_traces()
            return answer

    def dispatch_request(self) -> Any:
        if request.routing_exception is not None:
            self.raise_routing_exception(request)
        with audit.origin(source=request.remote_addr or "-"):
            try:
                answer = self._answer()
            except DomainError as refusal:
                discard_changes()
                _note_refusal(refusal)
                _write_traces()
                raise
            except HTTPException:
                discard_changes()
                _write_traces()
                raise
            _write_traces()
            return answer

    def _answer(self) -> Response:
        declared = declarations(self)[request.endpoint or ""]
        if request.method in SAFE_METHODS or _only_reads(declared):
            answer = self._call_view()
            discard_changes()
            return answer
        if declared.own_unit:
            return self._call_view()
        key = _request_key()
        try:
            if declared.beforehand is not None:
                _require_new(key)
                declared.beforehand(**(request.view_args or {}))
                discard_changes()
            return self._answer_in_unit(key)
        except _NothingKept as nothing:
            return nothing.answer
        except _AlreadyHandled as handled:
            return self.make_response(redirect(handled.location or "/", 303))

    def _answer_in_unit(self, key: str | None) -> Response:
        with unit_of_work() as unit:
            claimed = _claim(unit, key)
            answer = self._call_view()
            if not 300 <= answer.status_code < 400:
                raise _NothingKept(answer)
            if claimed is not None:
                claimed.location = _kept(answer.location or "")
            return answer

    def _call_view(self) -> Response:
        return self.make_response(self.ensure_sync(super().dispatch_request)())


def _only_reads(declared: Declaration) -> bool:
    return request.form.get("action", "").startswith(declared.reading_actions)


class _AlreadyHandled(Exception):
    def __init__(self, location: str) -> None:
        super().__init__()
        self.location = location


def _request_key() -> str | None:
    given = request.form.get("request_id", "")
    if not given:
        return None
    whole = f"{current_token()}:{request.path}:{given}"
    return hashlib.sha256(whole.encode("utf-8", "replace")).hexdigest()


def _kept(location: str) -> str:
    # The column is not made for whole searches; the second post then leads to the first page.
    return location if len(location) <= LONGEST_LOCATION else "/"


def _require_new(key: str | None) -> None:
    """Go on with a post that was not answered yet.

    Of one that was, what it is about may be gone, which its twin should not be told.
    """
    before = db.session.get(HandledRequest, key) if key is not None else None
    if before is not None:
        raise _AlreadyHandled(before.location)


def _claim(unit: UnitOfWork, key: str | None) -> HandledRequest | None:
    if key is None:
        return None
    before = db.session.get(HandledRequest, key)
    if before is None:
        claimed = HandledRequest(key=key, location="", at=clock.now())
        db.session.add(claimed)
        try:
            db.session.flush()
        except IntegrityError:
            # On PostgreSQL the twin waited for the first to commit; now its answer is there.
            db.session.rollback()
            before = db.session.get(HandledRequest, key)
        else:
            return claimed
    raise _AlreadyHandled(before.location if before else "/")


def _note_refusal(refusal: DomainError) -> None:
    if isinstance(refusal, NotPermitted):
        signed_in = current_sign_in()
        actor = signed_in.actor if signed_in else None
        permission = str(refusal) or "-"
        endpoint = request.endpoint or "-"
        leave_trace(
            lambda: audit.record(
                actor,
                "access.refused",
                object_kind="permission",
                object_id=permission,
                outcome="refused",
                detail={"endpoint": endpoint},
            )
        )


def _write_traces() -> None:
    traces = g.pop("traces", [])
    if not traces:
        return
    try:
        with unit_of_work():
            for write in traces:
                write()
    except SQLAlchemyError as failure:
        raise Unavailable from failure
