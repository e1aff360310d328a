"""Signing in and out: who gets in, who does not, and what is left behind."""

from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa
import structlog
from sqlalchemy.orm import Session, sessionmaker

from engine.database import transaction
from engine.ledger.audit import Action, AuditEntry
from engine.people import accounts
from engine.people.accounts import account
from engine.people.participants import Participant
from tests.conftest import MovableClock
from tests.web.browser import Browser, address

Written = sessionmaker[Session]


def test_somebody_with_an_account_signs_in_and_is_named_on_the_page(browser: Browser) -> None:
    answer = browser.sign_in("karen")

    assert answer.status_code in (302, 303)
    assert browser.get("/account/").status_code == 200
    assert "Karen Højbjerg Lund" in browser.words


def test_the_start_leads_a_stranger_to_the_sign_in(browser: Browser) -> None:
    browser.get("/")

    assert browser.soup.h1.text == "Log in"


def test_the_start_leads_to_the_inbox_once_signed_in(browser: Browser) -> None:
    browser.sign_in("karen")

    assert browser.get("/", follow=False).location == "/inbox/"


@pytest.mark.parametrize(
    ("email", "password"), [(address("karen"), "wrong"), ("nobody@example.org", "wrong"), ("nobody", "wrong")]
)
def test_a_refusal_never_tells_whether_there_is_an_account(browser: Browser, email: str, password: str) -> None:
    browser.get("/sign-in")

    answer = browser.post("/sign-in", {"email": email, "password": password})

    assert answer.status_code == 422
    assert browser.soup.find(role="alert").get_text() == "The e-mail address or the password is not right."
    assert browser.soup.title.text.startswith("Error:")


MISSING = {
    "en": {"email": "Write your e-mail address.", "password": "Write your password."},
    "da": {"email": "Skriv din e-mailadresse.", "password": "Skriv din adgangskode."},
    "sv": {"email": "Skriv din e-postadress.", "password": "Skriv ditt lösenord."},
}


@pytest.mark.parametrize("language", MISSING)
@pytest.mark.parametrize(
    ("email", "password", "missing"),
    [("", "", ["email", "password"]), (address("karen"), "", ["password"]), ("  ", "x", ["email"])],
)
def test_a_field_that_was_left_empty_is_named(
    browser: Browser, language: str, email: str, password: str, missing: list[str]
) -> None:
    browser.get(f"/sign-in?lang={language}")

    answer = browser.post("/sign-in", {"email": email, "password": password})

    assert answer.status_code == 422
    alert = browser.soup.find(role="alert")
    assert [str(link["href"]) for link in alert.select("a")] == [f"#{field}" for field in missing]
    assert [link.get_text().partition(": ")[2] for link in alert.select("a")] == [
        MISSING[language][field] for field in missing
    ]
    assert alert.has_attr("autofocus")
    assert len(browser.soup.find_all(role="alert")) == 1
    for field in missing:
        control = browser.soup.find(id=field)
        assert control["aria-invalid"] == "true"
        assert MISSING[language][field] in browser.soup.find(id=str(control["aria-describedby"])).get_text()


def test_what_was_typed_as_address_is_kept_and_the_password_is_not(browser: Browser) -> None:
    browser.sign_in("karen", "not the password")

    assert browser.soup.find(id="email")["value"] == address("karen")
    assert browser.soup.find(id="password")["value"] == ""


@pytest.mark.parametrize("table", ["account", "participant"])
def test_who_is_no_longer_active_does_not_get_in(browser: Browser, written: Written, table: str) -> None:
    with written() as session, transaction(session):
        rows = {"account": account, "participant": Participant.__table__}[table]
        session.execute(sa.update(rows).where(rows.c.email == address("karen")).values(active=False))

    assert browser.sign_in("karen").status_code == 422


def test_who_is_made_inactive_is_out_at_the_next_page(browser: Browser, written: Written) -> None:
    browser.sign_in("karen")
    with written() as session, transaction(session):
        session.execute(sa.update(Participant).where(Participant.email == address("karen")).values(active=False))

    assert browser.get("/account/", follow=False).status_code == 303


def test_signing_in_is_recorded_in_the_chain_of_the_organisation(browser: Browser, written: Written) -> None:
    browser.sign_in("karen")

    [entry] = _entries(written, Action.SIGNED_IN)
    with written() as session:
        karen = session.scalars(sa.select(Participant).where(Participant.email == address("karen"))).one()
        assert (entry.actor_id, entry.chain, entry.facts["details"]) == (karen.id, karen.organisation_id, {})


def test_a_failed_sign_in_is_recorded_without_personal_data(browser: Browser, written: Written) -> None:
    browser.sign_in("karen", "not the password")
    browser.post("/sign-in", {"email": "nobody@example.org", "password": "x"})

    [unknown, known] = _entries(written, Action.SIGN_IN_FAILED)
    assert known.facts["details"]["participant"] > 0
    assert unknown.facts["details"] == {"participant": None}
    assert "@" not in known.body + unknown.body


def test_twenty_failures_close_the_account_for_five_minutes(browser: Browser, moving_clock: MovableClock) -> None:
    for _ in range(20):
        assert browser.sign_in("karen", "wrong").status_code == 422

    answer = browser.sign_in("karen")
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "300"
    assert "Wait five minutes" in browser.soup.find(role="alert").text

    moving_clock.move(minutes=5, seconds=1)
    assert browser.sign_in("karen").status_code == 302


def test_twenty_failures_at_one_account_do_not_close_its_address_for_others(browser: Browser) -> None:
    for _ in range(20):
        browser.sign_in("karen", "wrong")

    assert browser.sign_in("sara").status_code == 302


def test_two_hundred_failures_from_one_address_close_it_for_every_account(
    browser: Browser, written: Written, moving_clock: MovableClock
) -> None:
    browser.sign_in("sara", "wrong")
    with written() as session, transaction(session):
        [address_key] = session.scalars(sa.text("select key from rate where key like 'address:%'"))
        for _ in range(198):
            accounts.note_failure(session, [address_key], moving_clock.moment)
    assert browser.sign_in("sara", "wrong").status_code == 422

    assert browser.sign_in("karen").status_code == 429


def test_failures_from_elsewhere_do_not_close_an_account(browser: Browser) -> None:
    stranger = Browser(browser.client.application, REMOTE_ADDR="192.0.2.7")
    for _ in range(20):
        stranger.sign_in("karen", "wrong")

    assert stranger.sign_in("karen").status_code == 429
    assert browser.sign_in("karen").status_code == 302


def test_a_right_password_of_an_account_that_is_closed_is_not_counted(browser: Browser, written: Written) -> None:
    with written() as session, transaction(session):
        session.execute(sa.update(account).where(account.c.email == address("karen")).values(active=False))
    browser.sign_in("karen")

    with written() as session:
        assert session.scalar(sa.text("select count(*) from rate")) == 0
    assert len(_entries(written, Action.SIGN_IN_FAILED)) == 1


@pytest.mark.parametrize("password", ["x" * 201, "x" * 5000, "four words\0in a row"])
def test_a_password_that_nobody_can_have_is_refused_alike_for_all_addresses(
    browser: Browser, written: Written, password: str
) -> None:
    told = []
    for email in (address("karen"), "nobody@example.org"):
        browser.get("/sign-in")
        answer = browser.post("/sign-in", {"email": email, "password": password})
        told.append((answer.status_code, browser.soup.find(role="alert").get_text()))

    assert told == [(422, "The e-mail address or the password is not right.")] * 2
    assert [entry.facts["details"] for entry in _entries(written, Action.SIGN_IN_FAILED)] == [{"participant": None}] * 2


@pytest.mark.parametrize("path", ["/sign-in", "/account/password", "/sign-out"])
@pytest.mark.parametrize("body", ["{}", "[]", '{"email": 1, "password": {}}', "{"])
def test_json_is_not_taken(browser: Browser, path: str, body: str) -> None:
    browser.sign_in("karen")

    assert browser.client.post(path, data=body, content_type="application/json").status_code == 415


def test_a_proxy_that_nobody_has_set_up_is_told_once_in_the_log(browser: Browser) -> None:
    with structlog.testing.capture_logs() as logs:
        for _ in range(2):
            browser.get("/sign-in")
            browser.client.post("/sign-in", data={"csrf_token": browser.token()}, headers={"X-Forwarded-For": "::1"})

    assert [line["log_level"] for line in logs if "PROXIES" in line["event"]] == ["warning"]


def test_signing_out_ends_the_session(browser: Browser) -> None:
    browser.sign_in("karen")
    browser.get("/account/")

    answer = browser.post("/sign-out")

    assert answer.status_code == 302
    assert browser.get("/account/", follow=False).status_code == 303


def test_a_link_cannot_sign_anybody_out(browser: Browser) -> None:
    browser.sign_in("karen")

    assert browser.get("/sign-out", follow=False).status_code == 405
    assert browser.get("/account/", follow=False).status_code == 200


def test_half_an_hour_without_a_page_ends_the_sign_in_and_says_so(browser: Browser, moving_clock: MovableClock) -> None:
    browser.sign_in("karen")
    moving_clock.move(minutes=29)
    assert browser.get("/account/", follow=False).status_code == 200

    moving_clock.move(minutes=31)
    browser.get("/account/")
    assert browser.soup.h1.text == "Log in"
    assert "the sign-in had run out" in browser.soup.find(role="status").text


def test_ten_hours_end_the_sign_in_of_the_busiest(browser: Browser, moving_clock: MovableClock) -> None:
    browser.sign_in("karen")
    for _ in range(24):
        moving_clock.move(minutes=25)
        assert browser.get("/account/", follow=False).status_code == 200

    moving_clock.move(minutes=1)
    assert browser.get("/account/", follow=False).status_code == 303


def test_after_the_sign_in_one_comes_to_the_page_one_wanted(browser: Browser) -> None:
    browser.get("/account/?x=1")
    wanted = browser.soup.find("input", {"name": "next"})["value"]
    answer = browser.post("/sign-in", {"email": address("karen"), "password": "innotech360-demo", "next": wanted})

    assert wanted == "/account/?x=1"
    assert answer.location == "/account/?x=1"


@pytest.mark.parametrize("elsewhere", ["https://evil.example", "//evil.example", "/\\evil.example", "///evil.example"])
def test_the_sign_in_never_leads_to_another_site(browser: Browser, elsewhere: str) -> None:
    browser.get("/sign-in")

    answer = browser.post("/sign-in", {"email": address("karen"), "password": "innotech360-demo", "next": elsewhere})

    assert answer.status_code == 302
    assert urlsplit(answer.location or "").netloc == ""
    assert not (answer.location or "").startswith(("//", "/\\"))
    assert browser.get("/account/", follow=False).status_code == 200


def test_nobody_stays_signed_in_beyond_the_session(browser: Browser) -> None:
    browser.get("/sign-in")
    answer = browser.post("/sign-in", {"email": address("karen"), "password": "innotech360-demo", "remember": "y"})

    assert not any("remember" in cookie for cookie in answer.headers.getlist("Set-Cookie"))


def test_a_token_given_to_the_stranger_is_worth_nothing_after_the_sign_in(browser: Browser) -> None:
    browser.get("/sign-in")
    old = browser.token()
    browser.post("/sign-in", {"email": address("karen"), "password": "innotech360-demo"})

    answer = browser.client.post("/account/settings", data={"csrf_token": old, "language": "da", "theme": "dark"})

    assert answer.status_code == 400


def test_a_new_password_counts_at_once_and_ends_other_sessions(browser: Browser, written: Written) -> None:
    elsewhere = Browser(browser.client.application)
    elsewhere.sign_in("karen")
    browser.sign_in("karen")
    browser.get("/account/password")

    answer = _change(browser, "innotech360-demo", "four words in a row")

    assert answer.location == "/account/"
    assert browser.get("/account/", follow=False).status_code == 200
    assert elsewhere.get("/account/", follow=False).status_code == 303
    [entry] = _entries(written, Action.SETTINGS_CHANGED)
    assert entry.facts["details"] == {"setting": "password"}
    browser.post("/sign-out")
    assert browser.sign_in("karen").status_code == 422
    assert browser.sign_in("karen", "four words in a row").status_code == 302


@pytest.mark.parametrize(
    ("old", "new", "again", "field"),
    [
        ("wrong", "four words in a row", "four words in a row", "password"),
        ("innotech360-demo", "short", "short", "new_password"),
        ("innotech360-demo", "x" * 201, "x" * 201, "new_password"),
        ("innotech360-demo", "x" * 5000, "x" * 5000, "new_password"),
        ("innotech360-demo", "four words\0in a row", "four words\0in a row", "new_password"),
        ("innotech360-demo", "four words\x1bin a row", "four words\x1bin a row", "new_password"),
        ("x" * 5000, "four words in a row", "four words in a row", "password"),
        ("innotech360-demo", "four words in a row", "other words", "new_password_confirm"),
        ("innotech360-demo", "innotech360-demo", "innotech360-demo", "password"),
    ],
)
def test_a_password_that_will_not_do_is_refused_at_its_field(
    browser: Browser, old: str, new: str, again: str, field: str
) -> None:
    browser.sign_in("karen")
    browser.get("/account/password")

    answer = _change(browser, old, new, again)

    assert answer.status_code == 422
    assert browser.soup.find("div", class_="i3-errors").a["href"] == f"#{field}"
    assert browser.soup.find(id=field)["aria-invalid"] == "true"


@pytest.mark.parametrize(
    ("old", "new", "again", "fields"),
    [
        ("wrong", "short", "other", ["password", "new_password", "new_password_confirm"]),
        ("", "", "", ["password", "new_password", "new_password_confirm"]),
        ("innotech360-demo", "innotech360-demo", "other", ["password", "new_password_confirm"]),
    ],
)
def test_every_fault_of_a_new_password_is_told_at_once(
    browser: Browser, old: str, new: str, again: str, fields: list[str]
) -> None:
    browser.sign_in("karen")
    browser.get("/account/password")

    browser.post("/account/password", {"password": old, "new_password": new, "new_password_confirm": again})

    links = browser.soup.find("div", class_="i3-errors").select("a")
    assert [str(link["href"]) for link in links] == [f"#{field}" for field in fields]
    assert all(browser.soup.find(id=field)["aria-invalid"] == "true" for field in fields)


def test_passwords_are_kept_as_argon2id(browser: Browser, written: Written) -> None:
    with written() as session:
        kept = session.scalars(sa.select(account.c.password)).all()

    assert {password.split("$")[1] for password in kept} == {"argon2id"}


def test_counted_failures_are_forgotten_when_nobody_looks_at_them(
    browser: Browser, written: Written, moving_clock: MovableClock
) -> None:
    browser.sign_in("karen", "wrong")
    moving_clock.move(minutes=6)
    browser.sign_in("karen", "wrong")

    with written() as session:
        assert session.scalar(sa.text("select count(*) from rate")) == 2


def _change(browser: Browser, old: str, new: str, again: str = "") -> object:
    fields = {"password": old, "new_password": new, "new_password_confirm": again or new}
    return browser.post("/account/password", fields)


def _entries(written: Written, action: Action) -> list[AuditEntry]:
    """The entries of an action, those of the platform's own chain first."""
    query = sa.select(AuditEntry).where(AuditEntry.action == action.value).order_by(AuditEntry.chain, AuditEntry.seq)
    with written() as session:
        return list(session.scalars(query))
