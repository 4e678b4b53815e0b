"""Codes by the standard's own vectors, and one winner among many."""

import base64
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalition.accounts import sign_in, totp
from coalition.accounts.models import AccountSession
from coalition.accounts.queries import find_session
from coalition.accounts.sessions import Origin, token_hash
from coalition.db import db
from coalition.errors import Invalid
from coalition.web.identity import Stage

# RFC 6238, appendix B, SHA-1, of which six digits are kept.
RFC_SECRET = base64.b32encode(b"12345678901234567890").decode()
RFC_CODES = {
    59: "287082",
    1111111109: "081804",
    1111111111: "050471",
    1234567890: "005924",
    2000000000: "279037",
    20000000000: "353130",
}


@pytest.mark.parametrize(("second", "code"), RFC_CODES.items())
def test_the_vectors_of_the_standard_match(second, code):
    at = datetime.fromtimestamp(second, UTC)
    assert totp.matching_step(RFC_SECRET, code, at) == second // 30
    assert totp.matching_step(RFC_SECRET, f"{code[:3]} {code[3:]}", at) == second // 30


@given(st.integers(min_value=-4, max_value=4), st.integers(min_value=1_700_000_000, max_value=4e9))
def test_a_code_counts_one_step_early_and_one_step_late(steps, second):
    import pyotp

    at = datetime.fromtimestamp(second, UTC)
    code = pyotp.TOTP(RFC_SECRET).at(at + timedelta(seconds=30 * steps))
    found = totp.matching_step(RFC_SECRET, code, at)
    if abs(steps) <= 1:
        assert found is not None
        assert abs(found - second // 30) <= 1
    else:
        # Two codes may be equal by chance, one time in a million.
        assert found is None or pyotp.TOTP(RFC_SECRET).generate_otp(found) == code


@given(st.text(max_size=12))
def test_any_other_text_is_no_code(text):
    found = totp.matching_step(RFC_SECRET, text, datetime.fromtimestamp(59, UTC))
    assert found is None or text.replace(" ", "").isdigit()


def test_the_secret_has_160_bits_and_can_be_typed():
    secret = totp.new_secret()
    assert len(base64.b32decode(secret)) == 20
    assert totp.typed_key(secret).replace(" ", "") == secret
    assert all(len(group) == 4 for group in totp.typed_key(secret).split())


def test_the_picture_needs_no_inline_style():
    svg = totp.qr_svg(totp.provisioning_uri(totp.new_secret(), "ada@birch.example"))
    assert svg.startswith("<svg")
    assert "style" not in svg
    assert "<script" not in svg


@pytest.mark.parametrize("address", ['a"><script>@x.example', "a&b'c@x.example"])
def test_an_odd_address_stays_text_in_the_address_of_the_secret(address):
    uri = totp.provisioning_uri(totp.new_secret(), address)
    assert not set(uri) & set("<>\"'")


def test_fifty_parallel_uses_of_one_code_have_one_winner(app, world, ada):
    origin = Origin("127.0.0.1")
    with app.app_context():
        halves = []
        for _ in range(50):
            sign_in.try_password(ada.email, ada.password, origin, replacing=None)
        halves = list(db.session.scalars(db.select(AccountSession.id)))
        db.session.remove()
    code = ada.code()

    def use(session_id):
        with app.app_context():
            try:
                return sign_in.try_code(session_id, code, origin).stage
            except Invalid as refusal:
                return refusal.problems[0].message

    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(use, halves))
    assert len(halves) == 50
    assert answers.count(Stage.FULL) == 1
    assert answers.count(sign_in.USED_CODE) == 49


def test_parallel_uses_in_one_half_session_make_one_session(app, ada):
    origin = Origin("127.0.0.1")
    with app.app_context():
        sign_in.try_password(ada.email, ada.password, origin, replacing=None)
        half = db.session.scalar(db.select(AccountSession.id))
        db.session.remove()
    code = ada.code()

    def use(_):
        with app.app_context():
            try:
                return sign_in.try_code(half, code, origin).stage
            except Invalid:
                return None

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(use, range(8)))
    assert answers.count(Stage.FULL) == 1


def test_a_code_then_the_one_before_then_the_first_again_sign_in_once(app, ada, clock):
    origin = Origin("127.0.0.1")
    earlier = ada.code()
    clock.advance(seconds=30)
    now = ada.code()

    def give(code):
        with app.app_context():
            half = sign_in.try_password(ada.email, ada.password, origin, replacing=None)
            session = find_session(token_hash(half.token))
            number = session.id
            db.session.rollback()
            try:
                return sign_in.try_code(number, code, origin).stage
            except Invalid:
                return None

    assert [give(now), give(earlier), give(now)] == [Stage.FULL, None, None]
