"""What every answer tells the browser."""

import re
from pathlib import Path

import pytest
from flask import Flask

from tests.web.browser import Browser
from webapp import create_app
from webapp.settings import Settings, SettingsRefused, from_environment

KEY = "a key of its own for this installation"
ADDRESSES = ["/sign-in", "/account/", "/accessibility", "/no-such-page", "/static/base.css", "/was"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_answer_lets_the_browser_load_only_our_own_files(browser: Browser, address: str) -> None:
    browser.sign_in("karen")

    headers = browser.get(address).headers

    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["form-action"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("address", ["/sign-in", "/account/", "/account/password", "/personal-data", "/no-such-page"])
def test_no_page_carries_a_script_or_a_style_of_its_own(browser: Browser, address: str) -> None:
    browser.sign_in("karen")

    page = browser.get(address).text

    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:|hx-on", page)
    assert all(tag.get("src") for tag in browser.soup.find_all("script"))


def test_pages_are_kept_by_nobody(browser: Browser) -> None:
    browser.sign_in("karen")

    assert browser.get("/account/").headers["Cache-Control"] == "private, no-store"


def test_the_session_cookie_of_this_machine_cannot_be_read_by_scripts(browser: Browser) -> None:
    cookie = browser.sign_in("karen").headers["Set-Cookie"]

    assert cookie.startswith("innotech360=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie


def test_over_a_network_cookies_are_bound_to_the_host_and_https_is_kept(sqlite_url: str) -> None:
    app = create_app(Settings(database_url=sqlite_url, secret_key=KEY, public_url="https://sager.example.org"))

    answer = app.test_client().get("/sign-in", base_url="https://sager.example.org")

    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-innotech360=")
    assert "Secure" in cookie
    assert "Path=/" in cookie
    assert "Domain" not in cookie
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")


def test_on_this_machine_nothing_is_said_about_https(browser: Browser) -> None:
    assert "Strict-Transport-Security" not in browser.get("/sign-in").headers


@pytest.mark.parametrize(
    "unsafe",
    [
        {"public_url": "https://sager.example.org"},
        {"public_url": "https://sager.example.org", "secret_key": "short"},
        {"public_url": "http://sager.example.org", "secret_key": KEY},
        {"public_url": "http://10.0.0.5:8360"},
    ],
)
def test_production_does_not_start_with_settings_that_protect_nobody(unsafe: dict[str, str]) -> None:
    with pytest.raises(SettingsRefused):
        Settings(**unsafe)  # type: ignore[arg-type]


@pytest.mark.parametrize("unknown", [{"language": "xx"}, {"zone": "Europe/Atlantis"}])
def test_an_installation_that_could_show_no_page_does_not_start(unknown: dict[str, str]) -> None:
    with pytest.raises(SettingsRefused):
        Settings(**unknown)  # type: ignore[arg-type]


def test_secrets_come_from_files_too(tmp_path: Path) -> None:
    (tmp_path / "key").write_text(f"{KEY}\n", encoding="utf-8")

    settings = from_environment(
        {
            "SECRET_KEY_FILE": str(tmp_path / "key"),
            "PUBLIC_URL": "https://x.example.org",
            "DATABASE_URL": "postgresql:///x",
        }
    )

    assert (settings.secret_key, settings.secure, settings.demo) == (KEY, True, False)
    assert settings.database_url == "postgresql+psycopg:///x"


def test_without_any_setting_the_product_is_a_demonstration_on_this_machine(app: Flask) -> None:
    settings = from_environment({})

    assert (settings.secure, settings.demo) == (False, True)
    assert settings.sqlite_file is not None
    assert settings.sqlite_file.is_absolute()
