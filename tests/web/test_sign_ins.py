"""Where somebody is signed in: one's own sign-ins, ended one by one or all at once, and by an administrator."""

import pytest
import sqlalchemy as sa
from flask import Flask

from engine.people.signins import SignIn
from tests.web.browser import Browser
from tests.web.scene import Scene, errand, hand_in
from webapp import demo
from webapp.security import devices

PAGE = "/account/sign-ins/"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 "
    "Mobile/15E148 Safari/604.1"
)


def _browser(app: Flask, agent: str, who: str = "karen") -> Browser:
    browser = Browser(app, HTTP_USER_AGENT=agent)
    browser.sign_in(who)
    browser.get("/account/?lang=en")
    return browser


def _rows(browser: Browser) -> list[str]:
    browser.get(PAGE)
    return [" ".join(row.get_text(" ").split()) for row in browser.soup.select("tbody tr")]


def _signed_in(browser: Browser) -> bool:
    return browser.get(PAGE, follow=False).status_code == 200


def test_the_page_lists_where_i_am_signed_in_since_when_and_when_i_last_sent_something(scene: Scene) -> None:
    _browser(scene.app, FIREFOX)
    scene.clock.move(minutes=10)
    phone = _browser(scene.app, PHONE)

    assert _rows(phone) == [
        "Safari, iPhone here 23 Nov 2026 at 09:10 23 Nov 2026 at 09:10 –",
        "Firefox, Windows 23 Nov 2026 at 09:00 23 Nov 2026 at 09:00 End now : Firefox, Windows, 23 Nov 2026 at 09:00",
    ]


def test_ending_one_signs_that_browser_out_and_no_other(scene: Scene) -> None:
    desk, phone = _browser(scene.app, FIREFOX), _browser(scene.app, PHONE)
    desk.get(PAGE)
    desk.post(str(desk.soup.select_one("tbody form")["action"]), follow=True)

    assert "The sign-in has ended." in desk.words
    assert (_signed_in(desk), _signed_in(phone)) == (True, False)
    phone.get("/inbox/")
    assert "You have been signed out: the sign-in was ended, or the account was changed." in phone.words
    phone.sign_in("karen")
    assert _signed_in(phone)
    scene.malin.get("/audit/?action=account.sign_in_ended")
    assert "1 sign-in of Karen Højbjerg Lund was ended." in scene.malin.words


def test_ending_all_others_keeps_the_one_that_asks(scene: Scene) -> None:
    desk, phone, tablet = (_browser(scene.app, agent) for agent in (FIREFOX, PHONE, ""))
    anette = _browser(scene.app, FIREFOX, "anette")
    desk.get(PAGE)
    desk.post(f"{PAGE}end-others", follow=True)

    assert "2 sign-ins have ended." in desk.words
    assert [_signed_in(one) for one in (desk, phone, tablet, anette)] == [True, False, False, True]
    desk.post(f"{PAGE}end-others", follow=True)
    assert "You were signed in nowhere else." in desk.words


def test_nobody_ends_the_sign_in_of_somebody_else(scene: Scene) -> None:
    karen, anette = _browser(scene.app, FIREFOX), _browser(scene.app, PHONE, "anette")
    with scene.reading() as session:
        mine = session.scalars(sa.select(SignIn.id).where(SignIn.participant_id == scene.id_of("karen"))).one()
    anette.get(PAGE)
    anette.post(f"{PAGE}{mine}/end", follow=True)

    assert "The sign-in was over already." in anette.words
    assert _signed_in(karen)


def test_an_administrator_ends_all_sign_ins_of_a_person(scene: Scene) -> None:
    desk, phone = _browser(scene.app, FIREFOX), _browser(scene.app, PHONE)
    person = f"/administration/people/{scene.id_of('karen')}"
    scene.tove.get(person)
    assert "Safari, iPhone" in scene.tove.words
    scene.tove.post(f"{person}/sign-out", follow=True)

    assert "2 sign-ins have ended." in scene.tove.words
    assert [_signed_in(one) for one in (desk, phone, scene.tove)] == [False, False, True]
    scene.tove.post(f"{person}/sign-out", follow=True)
    assert "The person is signed in nowhere." in scene.tove.words


def test_signing_out_ends_the_sign_in_and_a_cookie_kept_from_before_is_worth_nothing(scene: Scene) -> None:
    desk = _browser(scene.app, FIREFOX)
    kept = desk.client.get_cookie("innotech360")
    desk.get(PAGE)
    desk.post("/sign-out")
    assert _count(scene) == 0

    assert kept is not None
    thief = Browser(scene.app)
    thief.client.set_cookie("innotech360", kept.value)
    assert not _signed_in(thief)


def test_signing_in_again_in_the_same_browser_leaves_one_sign_in(scene: Scene) -> None:
    desk = _browser(scene.app, FIREFOX)
    desk.get(PAGE)
    desk.post("/sign-out")
    desk.sign_in("karen")

    assert _count(scene) == 1


def test_a_new_password_ends_all_others(scene: Scene) -> None:
    desk, phone = _browser(scene.app, FIREFOX), _browser(scene.app, PHONE)
    desk.get("/account/password")
    new = "tyve blå cykler i regnen"
    desk.post("/account/password", {"password": demo.PASSWORD, "new_password": new, "new_password_confirm": new})

    assert (_signed_in(desk), _signed_in(phone), _count(scene)) == (True, False, 1)


def test_reading_writes_nothing_and_sending_notes_now_and_then_that_the_sign_in_is_in_use(scene: Scene) -> None:
    task = scene.task(scene.begin(errand()))
    scene.sara.get(task)
    begun = _seen(scene, "sara")
    scene.clock.move(minutes=6)
    with scene.counted() as statements:
        scene.sara.get(PAGE)
    assert _seen(scene, "sara") == begun
    assert not [one for one in statements if not one.lstrip().upper().startswith(("SELECT", "PRAGMA", "BEGIN"))]

    scene.sara.get(task)
    hand_in(scene.sara, task, title="Kør", size="small")
    noted = scene.clock.moment
    assert _seen(scene, "sara") == noted
    scene.clock.move(minutes=4)
    scene.sara.get("/account/")
    scene.sara.post("/account/settings", {"language": "en", "theme": "auto"})
    assert _seen(scene, "sara") == noted


def test_sign_ins_that_are_over_by_their_age_are_forgotten(scene: Scene) -> None:
    _browser(scene.app, FIREFOX)
    scene.clock.move(hours=10, minutes=1)
    anette = _browser(scene.app, PHONE, "anette")

    assert _count(scene) == 0
    assert len(_rows(anette)) == 1


def test_whoever_is_let_go_and_comes_back_has_to_sign_in_again(scene: Scene) -> None:
    desk = _browser(scene.app, FIREFOX)
    person = f"/administration/people/{scene.id_of('karen')}"
    for act in ("deactivate", "reactivate"):
        scene.tove.get(f"{person}/{act}")
        assert scene.tove.post(f"{person}/{act}", {"reason": "On leave for a while."}).status_code == 303

    assert not _signed_in(desk)


@pytest.mark.parametrize(
    ("agent", "kind"),
    [
        (FIREFOX, "Firefox, Windows"),
        (PHONE, "Safari, iPhone"),
        (
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0 Safari/537.36",
            "Chrome, Linux",
        ),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/141.0 Safari/537.36 Edg/141.0", "Edge, Windows"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/141.0 Mobile Safari/537.36", "Chrome, Android"),
        ("curl/8.5.0", ""),
        ("", ""),
    ],
)
def test_a_device_is_known_again_by_its_kind(agent: str, kind: str) -> None:
    assert devices.kind(agent) == kind


def _count(scene: Scene, who: str = "karen") -> int:
    with scene.reading() as session:
        mine = SignIn.participant_id == scene.id_of(who)
        return session.scalar(sa.select(sa.func.count()).select_from(SignIn).where(mine)) or 0


def _seen(scene: Scene, who: str) -> object:
    with scene.reading() as session:
        return session.scalars(sa.select(SignIn.seen_at).where(SignIn.participant_id == scene.id_of(who))).one()
