"""All that can be said of a source: its fields, whom it serves, its texts by language.

The history keeps each as a text of its own, which is what undo goes by.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from inventory_tui.domain import forms, languages
from inventory_tui.domain.eligibility import EVERYBODY, Eligibility, show_channels
from inventory_tui.domain.errors import InvalidInput, Kind, Problem, Refused
from inventory_tui.domain.fields import Field, read_form, show_yes_no
from inventory_tui.domain.labels import key_of
from inventory_tui.domain.languages import Words
from inventory_tui.domain.source import LOCKED_ON_DEFAULT, Source
from inventory_tui.domain.source_form import WORD_FIELDS, WORDS, without_address
from inventory_tui.store.database import Transaction
from inventory_tui.wording import tr

KIND = "source"
SERVES = tuple(field.name for field in forms.ELIGIBILITY)
"""The fields of `Eligibility`."""
_FIELDS = {field.name: field for field in forms.SOURCE_EDITOR}


@dataclass(frozen=True, slots=True)
class SourceState:
    """One source as a whole."""

    source: Source
    serves: Eligibility = EVERYBODY
    words: Words | None = None
    """Its texts by language."""

    def form(self) -> dict[str, str]:
        """Return the texts that fill the editor."""
        return {
            **forms.filled(forms.SOURCE, self.source),
            **forms.filled(forms.ELIGIBILITY, self.serves),
            "channels": show_channels(self.serves.channels),
        }

    def editor(self) -> dict[str, str]:
        """Return the texts that fill the editor, its words by language among them."""
        words = self.words or {}
        said = {name: languages.show_words(words, field) for name, field in WORD_FIELDS.items()}
        return self.form() | said

    def texts(self) -> dict[str, str | None]:
        """Return it as the history keeps it; None where not set."""
        plain = {name: text or None for name, text in self.form().items()}
        archived = show_yes_no(True) if self.source.archived else None
        return plain | {"archived": archived} | languages.texts(self.words or {})

    def changed_by(self, typed: Typed) -> SourceState:
        """Return what becomes of it with what was typed."""
        words = {**(self.words or {}), **typed.words}
        return SourceState(
            replace(self.source, **typed.fields),
            replace(self.serves, **typed.serves),
            {key: text for key, text in words.items() if text},
        )


@dataclass(frozen=True, slots=True)
class Typed:
    """What of a source a person typed, read."""

    fields: Mapping[str, Any]
    serves: Mapping[str, Any]
    words: Mapping[tuple[str, str], str]


def read_typed(typed: Mapping[str, str], *, partial: bool, needs_address: bool = True) -> Typed:
    """Read the texts of `forms.SOURCE_EDITOR`, and ``name@de`` and its like.

    Args:
        partial: Read only the fields that are in ``typed``.
        needs_address: Whether country and postcode must not be blank.

    Raises:
        InvalidInput: A field is missing, unknown or breaks its rule.
    """
    plain, words = languages.split_typed(KIND, typed, forms.SOURCE)
    fields: Sequence[Field] = forms.SOURCE_EDITOR
    read = read_form(
        fields if needs_address else without_address(fields), plain, partial=partial
    )
    serves = {name: read.pop(name) for name in SERVES if name in read}
    for name, value in serves.items():
        if value is None and name != "channels":
            serves[name] = getattr(EVERYBODY, name)
    for name, value in read.items():
        if value is None and name not in ("latitude", "longitude"):
            field = _FIELDS[name]
            read[name] = field.parse(field.default) if field.default else ""
    return Typed(read, serves, words)


def from_editor(typed: Mapping[str, str], words: Words) -> dict[str, str]:
    """Return what was typed into the editor as `read_typed` takes it.

    Args:
        words: The texts by language that are there.

    Raises:
        InvalidInput: Texts by language cannot be told apart.
    """
    given = {name: text for name, text in typed.items() if name not in WORD_FIELDS}
    problems = []
    for field in WORDS:
        if field.name not in typed:
            continue
        name = WORD_FIELDS[field.name]
        try:
            said = field.parse(typed[field.name])
        except ValueError as broken:
            sentence = f"{field.label}: {broken}"
            problems.append(Problem(Kind.VALIDATION_FAILED, sentence, field.name))
            continue
        there = [language for known, language in words if known == name]
        for language in dict.fromkeys([*there, *said]):
            given[languages.label_of(name, language)] = said.get(language, "")
    if problems:
        raise InvalidInput.because(problems)
    return given


def states(transaction: Transaction, sources: Collection[Source]) -> dict[int, SourceState]:
    """Return sources as a whole, by id."""
    ids = [one.id for one in sources]
    words = transaction.translations.of(KIND, ids)
    serves = (
        transaction.eligibility.of(ids)
        if transaction.eligibility.any
        else dict.fromkeys(ids, EVERYBODY)
    )
    return {one.id: SourceState(one, serves[one.id], words[one.id]) for one in sources}


def state(transaction: Transaction, source: Source) -> SourceState:
    """Return one source as a whole."""
    return states(transaction, [source])[source.id]


def put(transaction: Transaction, before: SourceState, after: SourceState) -> None:
    """Write what differs; the sums of its stocks are brought up to date by the caller."""
    transaction.sources.put(after.source)
    if after.serves != before.serves:
        served = transaction.channels.all_known(after.serves.channels or ())
        transaction.eligibility.put(after.source.id, after.serves, [one.id for one in served])
    old, new = before.words or {}, after.words or {}
    changed = {
        key: new.get(key, "") for key in old.keys() | new if old.get(key) != new.get(key)
    }
    transaction.translations.put(KIND, after.source.id, changed)


def spelled(transaction: Transaction, typed: Typed) -> Typed:
    """Return what was typed with channels as they are spelled, in their order.

    Raises:
        Refused: A channel is unknown.
    """
    codes = typed.serves.get("channels")
    if not codes:
        return typed
    known = transaction.channels.all_known(codes, "channels")
    named = tuple(sorted((one.code for one in known), key=key_of))
    return replace(typed, serves={**typed.serves, "channels": named})


def locked(before: SourceState, after: SourceState) -> list[Problem]:
    """Return the fields that would change though they never may."""
    texts = before.form(), after.form()
    return [
        Problem(
            Kind.DEFAULT_SOURCE_PROTECTED if name in LOCKED_ON_DEFAULT else Kind.LOCKED_FIELD,
            tr("{field}: locked, {why}.", field=_FIELDS[name].label, why=why),
            name,
        )
        for name, why in forms.locked(before.source).items()
        if texts[0][name] != texts[1][name]
    ]


def checked(source: Source, problems: Sequence[Problem]) -> tuple[str, ...]:
    """Raise every problem at once, or return what is unusual about a source."""
    try:
        warnings = source.check()
    except InvalidInput as invalid:
        if not problems:
            raise
        problems = [*problems, *invalid.problems]
    if problems:
        raise Refused.because(problems)
    return warnings
