"""Settings are complete, known and right, or the app does not start."""

from pathlib import Path

import pytest

from coalition.settings import Settings, SettingsError, describe
from tests.support.settings import make_environment


def environment(**changes: str) -> dict[str, str]:
    return make_environment(Path("/srv/coalition"), "sqlite:////srv/coalition/db", **changes)


def test_an_unknown_setting_stops_the_start_with_its_name() -> None:
    with pytest.raises(SettingsError, match="COALITION_DATABSE_URL"):
        Settings.from_environment(environment() | {"COALITION_DATABSE_URL": "x"})


@pytest.mark.parametrize(
    "name", ["DATABASE_URL", "SEARCH_URL", "SECRET_KEY", "VAULT_KEYS", "AUDIT_KEY", "INSTANCE"]
)
def test_a_missing_setting_stops_the_start_with_its_name(name: str) -> None:
    values = environment()
    del values[f"COALITION_{name}"]
    with pytest.raises(SettingsError, match=name):
        Settings.from_environment(values)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MODE", "debug"),
        ("SECRET_KEY", "short"),
        ("VAULT_KEYS", "a:not base64"),
        ("VAULT_KEYS", "a:YWJj"),
        ("AUDIT_KEY", "YWJj"),
        ("DATABASE_URL", "mysql://x"),
        ("SEARCH_URL", "http://x"),
        ("COOKIE_SECURE", "yes"),
        ("SESSION_IDLE_MINUTES", "0"),
        ("SESSION_IDLE_MINUTES", "٣"),
        ("RANKING_B", "2"),
        ("RANKING_B", "nan"),
    ],
)
def test_a_wrong_value_is_named_but_not_repeated(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"COALITION_{name}") as refusal:
        Settings.from_environment(environment(**{name: value}))
    if len(value) > 4:
        assert value not in str(refusal.value).replace(name, "")


@pytest.mark.parametrize("bind", ["0.0.0.0:8000", "192.168.1.4:8000", "portal.example:80"])
def test_a_cookie_without_secure_is_refused_beyond_this_machine(bind: str) -> None:
    with pytest.raises(SettingsError, match="COOKIE_SECURE"):
        Settings.from_environment(environment(BIND=bind))


@pytest.mark.parametrize("bind", ["127.0.0.1:8000", "[::1]:8000", "localhost:8000"])
def test_a_cookie_without_secure_is_allowed_on_this_machine(bind: str) -> None:
    assert Settings.from_environment(environment(BIND=bind)).cookie_name == "session"


def test_the_secure_cookie_has_the_host_prefix() -> None:
    settings = Settings.from_environment(environment(COOKIE_SECURE="true", BIND="0.0.0.0:80"))
    assert settings.cookie_name == "__Host-session"


def test_production_is_reached_by_https_only() -> None:
    secure = {"MODE": "production", "COOKIE_SECURE": "true"}
    with pytest.raises(SettingsError, match="BASE_URL"):
        Settings.from_environment(environment(**secure, BASE_URL="http://portal.example"))
    Settings.from_environment(environment(**secure, BASE_URL="https://portal.example"))


@pytest.mark.parametrize(
    "changes",
    [
        {"SECURITY_CONTACT": "mailto:a@b.example"},
        {"SECURITY_EXPIRES": "2027-01-31"},
        {"SECURITY_CONTACT": "a@b.example", "SECURITY_EXPIRES": "2027-01-31"},
        {"SECURITY_CONTACT": "mailto:a@b.example\nX: y", "SECURITY_EXPIRES": "2027-01-31"},
        {"SECURITY_CONTACT": "mailto:a@b.example", "SECURITY_EXPIRES": "soon"},
    ],
)
def test_a_contact_for_weaknesses_is_complete_or_absent(changes: dict[str, str]) -> None:
    with pytest.raises(SettingsError, match="SECURITY_"):
        Settings.from_environment(environment(**changes))


def test_no_secret_shows_in_a_settings_repr() -> None:
    values = environment()
    text = repr(Settings.from_environment(values))
    assert values["COALITION_SECRET_KEY"] not in text
    assert "kkkk" not in text
    assert "a2tr" not in text


def test_every_setting_is_described() -> None:
    assert all(meaning.endswith(".") for _, _, meaning in describe())
