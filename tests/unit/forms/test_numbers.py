from decimal import Decimal

import pytest

from forms import numbers


@pytest.mark.parametrize(
    ("text", "language", "number"),
    [
        ("1.234,5", "da", "1234.5"),
        ("1 234,5", "da", "1234.5"),
        ("1234,50", "da", "1234.50"),
        ("1.234", "da", "1234"),
        ("12.5", "da", "12.5"),
        ("0.125", "da", "0.125"),
        ("1 234,5", "sv", "1234.5"),
        ("1\u00a0234,5", "sv", "1234.5"),
        ("1.234,5", "sv", "1234.5"),
        ("1.234.567", "sv", "1234567"),
        ("1,234", "sv", "1.234"),
        ("1,234.5", "en", "1234.5"),
        ("1,234", "en", "1234"),
        ("1.234", "en", "1.234"),
        ("12,5", "en", "12.5"),
        ("-3,5", "da", "-3.5"),
        ("\u22123", "sv", "-3"),
        ("007", "en", "7"),
    ],
)
def test_a_number_is_read_with_the_signs_of_the_language(text: str, language: str, number: str) -> None:
    assert numbers.read(text, language) == Decimal(number)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("", "da"),
        ("many", "da"),
        ("1,234.5", "da"),
        ("1.234,5", "en"),
        ("12.34.56", "da"),
        ("1.2345.678", "da"),
        ("1 2345", "sv"),
        ("1,2,3", "sv"),
        ("1 234.567,5", "da"),
        (",5", "da"),
        ("5,", "da"),
        ("1e5", "en"),
        ("NaN", "en"),
        ("٣", "en"),
        ("9" * 35, "en"),
    ],
)
def test_what_is_no_number_in_the_language_is_refused(text: str, language: str) -> None:
    with pytest.raises(numbers.NotANumber):
        numbers.read(text, language)


def test_a_swede_is_asked_when_a_point_could_be_a_thousand_times_something_else() -> None:
    with pytest.raises(numbers.Ambiguous):
        numbers.read("1.234", "sv")


@pytest.mark.parametrize(("language", "text"), [("da", "1.234,5"), ("sv", "1\u00a0234,5"), ("en", "1,234.5")])
def test_a_number_is_written_as_the_reader_writes_it(language: str, text: str) -> None:
    assert numbers.write(Decimal("1234.5"), language, grouped=True) == text


@pytest.mark.parametrize("language", ["da", "sv", "en"])
@pytest.mark.parametrize("grouped", [True, False])
@pytest.mark.parametrize("number", ["0", "12.5", "-1234567.891", "1000", "0.001"])
def test_what_is_written_is_read_as_the_same_number(language: str, grouped: bool, number: str) -> None:
    assert numbers.read(numbers.write(Decimal(number), language, grouped=grouped), language) == Decimal(number)
