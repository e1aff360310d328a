"""The checklists of the gates: numbered, complete in three languages."""

from engine.catalogue import checklists


def test_every_gate_between_phases_has_its_list() -> None:
    assert checklists.names() == tuple(f"gate_G{number}" for number in range(1, 8))


def test_the_points_of_a_list_are_numbered_and_said_in_three_languages() -> None:
    for name in checklists.names():
        points = checklists.points(name)
        gate = name.removeprefix("gate_")

        assert [point.key for point in points] == [f"{gate}.{number}" for number in range(1, len(points) + 1)]
        assert all(len(set(point.words.values())) == len(checklists.LANGUAGES) for point in points)


def test_a_list_that_nobody_knows_has_no_points() -> None:
    assert checklists.points("gate_G0") == ()
