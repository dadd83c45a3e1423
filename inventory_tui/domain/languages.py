"""Fields of things in other languages: ``name@de``, ``description@pt-BR``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from inventory_tui.domain.errors import InvalidInput, Kind, Problem
from inventory_tui.domain.fields import Field, did_you_mean
from inventory_tui.wording import tr

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}", re.ASCII)

TRANSLATED: Mapping[str, tuple[str, ...]] = {
    "source": ("name", "description"),
    "unit": ("name",),
    "estimate": ("title",),
}
"""Kind of thing → the fields that may have texts in several languages."""

Words = dict[tuple[str, str], str]
"""(Field, language) → text."""


def parse_language(text: str) -> str:
    """Read a language: ``de``, ``pt-BR``.

    Raises:
        ValueError: It is no tag of a language.
    """
    text = text.strip()
    if not _LANGUAGE.fullmatch(text):
        raise ValueError(tr("write a language such as de or pt-BR."))
    first, *others = text.split("-")
    parts = [one.upper() if len(one) == 2 else one.lower() for one in others]
    return "-".join([first.lower(), *parts])


def text_in(text: str, texts: Mapping[str, str], language: str) -> str:
    """Return a text in a language, or in the one it is a variety of; else as first written.

    Args:
        texts: Language → the text in it.
        language: Such as ``de`` or ``de-AT``; empty: as first written.
    """
    wanted = parse_language(language) if language else ""
    return texts.get(wanted) or texts.get(wanted.partition("-")[0]) or text


def parse_words(text: str) -> dict[str, str]:
    """Read texts by language: ``de=Lager; fr=Dépôt``.

    Raises:
        ValueError: A part has no language, or one is named twice.
    """
    words: dict[str, str] = {}
    for part in text.split(";"):
        if not part.strip():
            continue
        tag, equals, said = part.partition("=")
        language = parse_language(tag) if equals else ""
        if not said.strip():
            raise ValueError(tr("write a language, = and a text: de=Lager Berlin; fr=Dépôt."))
        if language in words:
            raise ValueError(tr("{name} is there twice.", name=language))
        words[language] = said.strip()
    return words


def show_words(words: Mapping[tuple[str, str], str], field: str) -> str:
    """The text of one field in its languages, such that `parse_words` reads it back."""
    return "; ".join(f"{tag}={text}" for (name, tag), text in words.items() if name == field)


def label_of(field: str, language: str) -> str:
    """How history, forms and the command line name a text."""
    return f"{field}@{language}"


def split_typed(
    kind: str, typed: Mapping[str, str], fields: Sequence[Field]
) -> tuple[dict[str, str], dict[tuple[str, str], str]]:
    """Tell what was typed into fields from texts in languages, ``name@de``.

    Returns:
        Field → text as typed; (field, language) → text as it is to be stored, empty to
        forget it.

    Raises:
        InvalidInput: A language is none, a field has no texts in languages, or a text
            breaks the rule of its field.
    """
    plain: dict[str, str] = {}
    words: dict[tuple[str, str], str] = {}
    problems: list[Problem] = []
    by_name = {field.name: field for field in fields}
    for label, text in typed.items():
        name, at, language = label.partition("@")
        if not at:
            plain[label] = text
            continue
        if name not in TRANSLATED[kind]:
            sentence = tr(
                "There is no {name!r} by language.{hint}",
                name=name,
                hint=did_you_mean(name, TRANSLATED[kind]),
            )
            problems.append(Problem(Kind.UNKNOWN_FIELD, sentence, label))
            continue
        try:
            tag = parse_language(language)
            words[name, tag] = by_name[name].parse(text.strip()) if text.strip() else ""
        except ValueError as broken:
            problems.append(Problem(Kind.VALIDATION_FAILED, f"{label}: {broken}", label))
    if problems:
        raise InvalidInput.because(problems)
    return plain, words


def texts(words: Mapping[tuple[str, str], str]) -> dict[str, str | None]:
    """Return texts in languages as the history keeps them."""
    return {label_of(*key): text or None for key, text in words.items()}


def by_field(words: Mapping[tuple[str, str], str]) -> dict[str, dict[str, str]]:
    """Return texts as ``{"name": {"de": …}}``."""
    found: dict[str, dict[str, str]] = {}
    for (field, language), text in words.items():
        found.setdefault(field, {})[language] = text
    return found


def languages(words: Iterable[tuple[str, str]]) -> list[str]:
    """Return the languages that are there, in order."""
    return sorted({language for _, language in words})
