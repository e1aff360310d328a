"""A sign-in that runs out while somebody is typing takes none of their words."""

from bs4 import BeautifulSoup

from tests.web.scene import Scene, errand

TYPED = {"title": "Kør til Lund", "size": "large", "why": "Det er langt, og toget går sjældent", "hours": "many"}


def test_words_sent_after_the_sign_in_ran_out_stay_in_the_page(scene: Scene) -> None:
    task = scene.task(scene.begin(errand()))
    scene.sara.get(task)
    scene.clock.move(minutes=31)

    answer = scene.sara.post(task, TYPED)

    assert answer.status_code == 401
    kept = {field["name"]: field["value"] for field in scene.sara.soup.main.find_all("input", type="hidden")}
    assert TYPED.items() <= kept.items()
    assert "csrf_token" not in kept


def test_whoever_signs_in_again_finds_what_they_typed_in_the_form(scene: Scene) -> None:
    task = scene.task(scene.begin(errand()))
    scene.sara.get(task)
    scene.clock.move(minutes=31)
    scene.sara.post(task, TYPED)
    scene.sara.sign_in("sara")

    answer = scene.sara.client.post(task, data=TYPED)  # as the kept page sends it: without a valid token

    assert answer.status_code == 400
    page = answer.get_data(as_text=True)
    assert 'value="Kør til Lund"' in page
    assert "Det er langt, og toget går sjældent" in page
    assert 'value="many"' in page


def test_words_for_a_task_that_somebody_took_meanwhile_can_still_be_read(scene: Scene) -> None:
    task = scene.task(scene.begin(errand()))
    scene.sara.get(task)
    scene.rasmus.get(task)
    scene.rasmus.post(f"{task}/claim")

    answer = scene.sara.client.post(task, data=TYPED)

    assert answer.status_code == 409
    words = " ".join(BeautifulSoup(answer.get_data(), "html.parser").get_text(" ").split())
    assert "Rasmus Lind Bagger took the task on 23 Nov 2026 at 09:00." in words
    assert "stands here and nowhere else. Copy what you still need. Title Kør til Lund" in words


def test_without_a_token_nothing_is_completed_or_saved(scene: Scene) -> None:
    task = scene.task(scene.begin(errand()))
    scene.sara.get(task)

    scene.sara.client.post(task, data={**TYPED, "hours": "3", "csrf_token": "made-up"})

    scene.sara.get(task)
    assert "Kør til Lund" not in scene.sara.text
