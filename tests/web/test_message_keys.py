"""Keys of other systems: made and revoked by administrators, shown once, recorded."""

import sqlalchemy as sa

from engine.casework.messagekeys import MessageKey
from tests.integration import posting
from tests.web.browser import Browser
from tests.web.scene import Scene

PAGE = "/administration/message-keys/"


def wanted(scene: Scene, **changes: object) -> dict[str, object]:
    """What the form of a key is filled in with."""
    return {
        "name": "Journal",
        "organisation": "bolgelev",
        "responsible": str(scene.id_of("karen")),
        "names": ["msg_any", "msg_begin"],
        **changes,
    }


def make(scene: Scene, *models: bytes, **changes: object) -> str:
    """Publish models and make a key for their messages; gives the key."""
    for model in models or (posting.ANY, posting.BEGINS, posting.WAITS, posting.HEARS):
        scene.publish(model)
    scene.tove.get(f"{PAGE}new")
    scene.tove.post(f"{PAGE}new", wanted(scene, **changes))
    return shown(scene.tove)


def shown(browser: Browser) -> str:
    """The key on the page."""
    found = browser.soup.select_one("main code")
    return found.get_text() if found else ""


def test_a_key_is_made_shown_once_and_kept_only_as_a_digest(scene: Scene) -> None:
    secret = make(scene)
    assert secret.startswith("i360_")
    assert len(secret) > 40
    assert scene.tove.page is not None
    assert "no-store" in scene.tove.page.headers["Cache-Control"]

    scene.tove.get(PAGE)
    row = scene.tove.soup.select_one("tbody tr").get_text(" ")
    for words in ("Journal", "Bølgelev Kommune", "Karen Højbjerg Lund", "msg_any, msg_begin"):
        assert words in row
    assert secret not in scene.tove.text
    with scene.reading() as session:
        [key] = session.scalars(sa.select(MessageKey))
        assert secret not in f"{key.digest}{key.name}"
    scene.malin.get("/audit/")
    assert "Made the key “Journal” for Bølgelev Kommune." in scene.malin.words
    assert secret not in scene.malin.text


def test_the_form_says_what_is_missing_and_keeps_what_was_typed(scene: Scene) -> None:
    scene.publish(posting.ANY)
    scene.tove.get(f"{PAGE}new")

    empty = wanted(scene, name=" ", organisation="x", responsible="", names=["msg_other"])
    assert scene.tove.post(f"{PAGE}new", empty).status_code == 422
    faults = [link.get_text() for link in scene.tove.soup.select(".i3-errors a")]
    assert len(faults) == 4
    assert scene.tove.post(f"{PAGE}new", wanted(scene, name="Avlæser", names=[])).status_code == 422
    assert scene.tove.soup.select_one("#name")["value"] == "Avlæser"
    assert "Choose at least one message or signal." in scene.tove.words


def test_a_key_is_revoked_after_a_question_and_only_once(scene: Scene) -> None:
    make(scene)
    scene.tove.get(f"{PAGE}1/revoke")
    assert "That cannot be undone" in scene.tove.words

    assert scene.tove.post(f"{PAGE}1/revoke").status_code == 303
    scene.tove.get(PAGE)
    assert "The key “Journal” has been revoked." in scene.tove.words
    assert "There is no valid key." in scene.tove.words
    scene.tove.get(f"{PAGE}1/revoke")
    scene.tove.get(PAGE)
    scene.tove.post(f"{PAGE}1/revoke", follow=True)
    assert "had been revoked before" in scene.tove.words
    scene.tove.get(f"{PAGE}?shown=all&order=name")
    assert "Revoked by Tove Ravnbjerg" in scene.tove.words
    scene.malin.get("/audit/")
    assert "Revoked the key “Journal” of Bølgelev Kommune." in scene.malin.words


def test_keys_are_the_administrators_alone(scene: Scene) -> None:
    make(scene)

    for browser in (scene.sara, scene.karen, scene.malin):
        browser.get("/inbox/")
        for address in (PAGE, f"{PAGE}new", f"{PAGE}1/revoke"):
            assert browser.get(address).status_code == 403
        browser.get("/inbox/")
        assert browser.post(f"{PAGE}1/revoke").status_code == 403
    assert scene.tove.get(f"{PAGE}99/revoke").status_code == 404
