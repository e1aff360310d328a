"""Problems of model files and forms as sentences: what is wrong and what to do, by the code of the problem."""

import re
from collections.abc import Mapping

from babel.numbers import format_decimal

from engine import errors
from webapp import languages
from webapp.sentences.problems import decisions, forms, house, models, running, words

DOMAIN = "problems"
UNKNOWN = "unknown_code"
SENTENCES: Mapping[str, str] = {
    **models.SENTENCES,
    **running.SENTENCES,
    **house.SENTENCES,
    **decisions.SENTENCES,
    **forms.SENTENCES,
}
"""Code → English sentence. Danish and Swedish stand in the catalogues, under the same code."""

WORDS: Mapping[str, Mapping[str, str]] = words.WORDS
"""Fact → value → English word; under "fact" the facts themselves. A catalogue has them with the fact as context."""

LONGEST = 200
"""Characters shown of one fact: expressions may be as long as a page."""

_PLACEHOLDER = re.compile(r"%\((\w+)\)s")
_NOTHING = "–"
_GROUPED = 10_000  # numbers are easy to read without separators below
_UNTRANSLATED = frozenset({"message", "expected"})  # facts of libraries and grammars, in English or in no language


def problem_text(problem: errors.Problem, language: str) -> str:
    """What is wrong and what to do, in a language; facts that the sentence leaves out follow in brackets."""
    code, facts = problem.code, problem.facts
    if code not in SENTENCES:
        code, facts = UNKNOWN, {**facts, "code": problem.code}
    sentence = _sentence(code, language)
    named = set(_PLACEHOLDER.findall(sentence))
    told = _PLACEHOLDER.sub(lambda found: _shown(found[1], facts.get(found[1]), language) or _NOTHING, sentence)
    rest = [_fact(name, value, language) for name, value in facts.items() if name not in named | _UNTRANSLATED]
    tail = ", ".join(fact for fact in rest if fact)
    return f"{told} ({tail})" if tail else told


def word(fact: str, value: str, language: str) -> str:
    """The word for a value that is a code; the code itself where it has none."""
    return _word(fact, value, language) or value


def _sentence(code: str, language: str) -> str:
    translated = languages.catalogue(DOMAIN, language).gettext(code)
    return SENTENCES[code] if translated == code else translated


def _word(fact: str, value: str, language: str) -> str | None:
    """The word for a value that is a code, None where the value speaks for itself."""
    english = WORDS.get(fact, {}).get(value)
    if english is None or language == languages.LAST_RESORT:
        return english
    return languages.catalogue(DOMAIN, language).pgettext(fact, value)


def _fact(name: str, value: object, language: str) -> str:
    """A fact outside of the sentence. Reasons without a word are those of libraries, in English."""
    if name == "reason" and _word(name, str(value), language) is None:
        return ""
    shown = _shown(name, value, language)
    return f"{_word('fact', name, language) or name}: {shown}" if shown else ""


def _shown(name: str, value: object, language: str) -> str:
    """A value as people read it; "" for nothing."""
    if value is None:
        return ""
    if isinstance(value, Mapping):  # its keys and values are the owner's own words
        return _shortened(", ".join(f"{key}: {_shown('', inner, language)}" for key, inner in value.items()))
    if isinstance(value, list | tuple | set | frozenset):
        return _shortened(", ".join(_shown(name, inner, language) for inner in value))
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= _GROUPED:
        return str(format_decimal(value, locale=languages.LOCALES[language]))
    return _word(name, str(value), language) or _shortened(str(value))


def _shortened(text: str) -> str:
    one_line = " ".join(text.split())
    return one_line if len(one_line) <= LONGEST else f"{one_line[:LONGEST]}…"
