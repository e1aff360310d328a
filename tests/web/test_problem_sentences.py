"""Every problem of files handed in is a sentence in the reader's language, whatever facts come with it."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import forms
from engine import errors
from engine.casework.publishing import Bundle
from engine.model import lint
from tests.conventions import tree
from translations import collection
from webapp import publication
from webapp.sentences.problems import DOMAIN, SENTENCES, UNKNOWN, WORDS, problem_text

# Codes that no table lists, and the folder whose modules give them.
UNLISTED = {
    "no_single_root": "engine/casework",
    "start_never_due": "engine/casework",
    "organisation_unknown": "engine/casework",
    "ladder_unknown": "engine/casework",
    "ladder_unreadable": "engine/casework",
    "form_not_json": "webapp",
    "not_compilable": "engine/execution",
    "too_many_files": "engine/casework",
    "too_many_elements": "engine/casework",
    "form_unused": "engine/casework",
    "file_name_taken": "engine/casework",
    "form_too_large": "webapp",
    "form_too_deep": "webapp",
}
CODES = {*lint.CODES, *forms.CODES, *UNLISTED}
LANGUAGES = ("en", *collection.TRANSLATED)
CATALOGUES = {language: collection.read(language, DOMAIN) for language in collection.TRANSLATED}
KEYS = [(None, code) for code in SENTENCES] + [(fact, value) for fact, words in WORDS.items() for value in words]


def test_every_code_has_an_english_sentence_and_no_sentence_lacks_its_code() -> None:
    assert set(SENTENCES) - {UNKNOWN} == CODES


@pytest.mark.parametrize("code", UNLISTED)
def test_a_code_outside_of_the_tables_is_still_given(code: str) -> None:
    folder = tree.ROOT / UNLISTED[code]

    assert any(f'"{code}"' in path.read_text(encoding="utf-8") for path in _sources(folder))


@pytest.mark.parametrize("language", CATALOGUES)
def test_a_catalogue_has_every_code_and_word_and_no_other(language: str) -> None:
    there = [(message.context, message.id) for message in CATALOGUES[language] if message.id]

    assert sorted(there, key=str) == sorted(KEYS, key=str)


@pytest.mark.parametrize("language", CATALOGUES)
def test_every_translation_is_there_and_confirmed(language: str) -> None:
    assert collection.untranslated(CATALOGUES[language]) == []


@pytest.mark.parametrize("language", CATALOGUES)
def test_translations_have_the_placeholders_of_the_english_sentences(language: str) -> None:
    wanted = {code: _placeholders(sentence) for code, sentence in SENTENCES.items()}

    assert {code: _placeholders(_sentence(code, language)) for code in SENTENCES} == wanted


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_also_says_what_to_do(language: str) -> None:
    sentences = {code: _sentence(code, language) for code in SENTENCES}

    assert [code for code, text in sentences.items() if not re.fullmatch(r".+[.;] .+\.", text)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_but_named_placeholders_is_formatted(language: str) -> None:
    assert [code for code in SENTENCES if "%" in re.sub(r"%\(\w+\)s", "", _sentence(code, language))] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("facts", ["none", "strange", "odd"])
def test_missing_and_strange_facts_never_stop_a_sentence(facts: str, language: str) -> None:
    odd = {"%": "100%", "rules": None, "inputs": {}, "line": 12_345_678, "text": "%(name)s %s {0}", "kind": ["a", 1]}
    for code in (*SENTENCES, "never_heard_of"):
        strange = {name: object() for name in _placeholders(SENTENCES.get(code, ""))}
        given = {"none": {}, "strange": strange, "odd": odd}[facts]
        told = problem_text(errors.Problem(code=code, facts=given), language)

        assert told
        assert facts == "odd" or "%(" not in told


def test_each_language_has_its_own_words_for_the_facts() -> None:
    problem = errors.Problem(code="unsupported", element="g_1", facts={"construct": "complex_gateway"})

    assert "a complex gateway" in problem_text(problem, "en")
    assert "en kompleks gateway" in problem_text(problem, "da")
    assert "en komplex gateway" in problem_text(problem, "sv")


def test_a_fact_without_a_place_in_the_sentence_follows_in_brackets() -> None:
    problem = errors.Problem(code="id_missing", facts={"kind": "userTask", "line": 7})

    assert problem_text(problem, "en").endswith("give the part an id. (line: 7)")
    assert problem_text(problem, "da").startswith("En del af diagrammet (opgave til en person) har intet id.")
    assert problem_text(problem, "sv").endswith("ge delen ett id. (rad: 7)")


def test_a_gap_names_the_owners_own_inputs_and_values() -> None:
    facts = {"table": "dt_1", "inputs": {"kind": "task", "amount": "> 10"}}

    assert "kind: task, amount: > 10." in problem_text(errors.Problem(code="gap", facts=facts), "sv")


def test_large_numbers_are_written_as_the_reader_writes_them() -> None:
    problem = errors.Problem(code="xml_too_large", facts={"bytes": 7_654_321, "limit": 5_000_000})

    assert "7,654,321 bytes" in problem_text(problem, "en")
    assert "7.654.321 byte" in problem_text(problem, "da")
    assert "7\N{NO-BREAK SPACE}654\N{NO-BREAK SPACE}321 byte" in problem_text(problem, "sv")


def test_what_libraries_say_in_english_is_left_out() -> None:
    general = errors.Problem(code="general_fake_join", facts={"message": "Incoming flows do not join"})
    pattern = {"rule": "pattern", "value": "[", "reason": "unterminated character set"}

    assert "Incoming" not in problem_text(general, "da")
    assert "unterminated" not in problem_text(errors.Problem(code="bad_rule", facts=pattern), "sv")


def test_a_long_expression_is_shortened() -> None:
    problem = errors.Problem(code="expression_invalid", facts={"text": "=" + "a + " * 1_000, "attribute": "prefill"})

    assert len(problem_text(problem, "en")) < 400


def test_a_code_without_a_sentence_is_shown_as_it_is() -> None:
    assert "»never_heard_of«" in problem_text(errors.Problem(code="never_heard_of"), "da")


@pytest.mark.parametrize("language", LANGUAGES)
def test_broken_files_are_refused_in_whole_sentences(language: str) -> None:
    told = [problem_text(problem, language) for problem in _problems_of_broken_files()]

    assert len(told) >= 8
    assert [text for text in told if "–" in text or "%(" in text] == []


def _problems_of_broken_files() -> Iterator[errors.Problem]:
    bpmn = b"""<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="t">
      <process id="P" isExecutable="true"><startEvent id="s"/><userTask id="t"/><complexGateway id="g"/>
      <sequenceFlow id="f" sourceRef="s" targetRef="t"><conditionExpression>=1 +</conditionExpression></sequenceFlow>
      <sequenceFlow id="h" sourceRef="t" targetRef="nowhere"/></process></definitions>"""
    dmn = b"""<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="x" namespace="n" name="x">
      <decision id="d_1" name="d"><decisionTable id="dt" hitPolicy="UNIQUE"><input id="i">
      <inputExpression id="e"><text>a</text></inputExpression></input><output id="o"/>
      <rule id="r1"><inputEntry id="c1"><text>1</text></inputEntry>
      <outputEntry id="a1"><text>1</text></outputEntry></rule>
      <rule id="r2"><inputEntry id="c2"><text>&lt; 2</text></inputEntry>
      <outputEntry id="a2"><text>2</text></outputEntry></rule></decisionTable></decision></definitions>"""
    bundle = Bundle(models={"p.bpmn": bpmn, "d.dmn": dmn, "n.txt": b""}, forms={})
    yield from lint.check(bundle.models, profile=lint.Profile.HOUSE, forms=())
    yield from publication.check_form("f", b"no json")
    yield from publication.check_form("f", b'{"schemaVersion": 3, "components": [{"type": "iframe"}, {"id": "b"}]}')


def _sources(folder: Path) -> list[Path]:
    sentences = tree.ROOT / "webapp" / "sentences"
    return [path for path in folder.rglob("*.py") if not path.is_relative_to(sentences)]


def _sentence(code: str, language: str) -> str:
    message = CATALOGUES[language].get(code) if language in CATALOGUES else None
    return SENTENCES[code] if message is None else str(message.string)


def _placeholders(sentence: str) -> list[str]:
    return sorted(re.findall(r"%\((\w+)\)s", sentence))
