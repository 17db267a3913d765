"""All wording passes through here, so that one sentence can be read in any language.

A rule never answers with finished text: it answers with a `Sentence`, a template and its values,
which becomes text when somebody reads it, in the reader's language and with the reader's dates.
A frozen claim therefore explains itself to the agent in one language and on the slip in another.

The catalogues belong to ``tui/locale``; whoever starts the program names the folder with `use`.
Without that, everything is English.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

from store.record import Record

DOMAIN = "counterpane"

_folder: Path | None = None
_language = "en"
_default: NullTranslations = NullTranslations()
_reader: ContextVar[NullTranslations | None] = ContextVar("reader", default=None)


def use(folder: Path, language: str) -> None:
    """Speak `language` from now on, with the catalogues found in `folder`."""
    global _folder, _language, _default  # noqa: PLW0603 - one process speaks one language by default
    _folder = folder
    _language = language
    _default = _catalogue(folder, language)


def language() -> str:
    """Return the language of whoever works here, as it was given to `use`: en, ru or zh_CN."""
    return _language


def languages() -> tuple[str, ...]:
    """Return the languages that can be spoken: English, and those with a catalogue."""
    found = _folder.glob(f"*/LC_MESSAGES/{DOMAIN}.mo") if _folder else ()
    return tuple(sorted({"en", *(path.parent.parent.name for path in found)}))


def nearest(tag: str | None) -> str | None:
    """Return the language of `languages` that a tag such as zh-Hans-CN asks for; None if there is none."""
    name = (tag or "").strip().replace("-", "_")
    known = {language.casefold(): language for language in languages()}
    return known.get(name.casefold()) or known.get(name.casefold().partition("_")[0])


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak another language for a while: a slip in the customer's, say."""
    token = _reader.set(_catalogue(_folder, language) if _folder else None)
    try:
        yield
    finally:
        _reader.reset(token)


@cache
def _catalogue(folder: Path, language: str) -> NullTranslations:
    for name in (language, language.replace("-", "_").split("_", maxsplit=1)[0]):
        path = folder / name / "LC_MESSAGES" / f"{DOMAIN}.mo"
        if path.is_file():
            with path.open("rb") as file:
                return GNUTranslations(file)
    return NullTranslations()


def _(text: str) -> str:
    """Translate `text` now."""
    return (_reader.get() or _default).gettext(text)


def pgettext(context: str, text: str) -> str:
    """Translate `text` as it is meant in `context`: one English word may be two in another language."""
    return (_reader.get() or _default).pgettext(context, text)


def default(text: str) -> str:
    """Translate `text` for whoever works here, also while `speaking` to somebody else."""
    return _default.gettext(text)


def ngettext(one: str, many: str, count: int) -> str:
    """Translate with the plural form that `count` takes in the reader's language."""
    return (_reader.get() or _default).ngettext(one, many, count)


def N_(text: str) -> str:  # noqa: N802 - the name every gettext tool looks for
    """Mark `text` for the catalogues; it is translated when it is read."""
    return text


def iso(day: date) -> str:
    """Write a day the way data does: 2027-03-14."""
    return day.isoformat()


class Number(Record):
    """A number in a sentence, written with the separators of whoever reads it."""

    value: int
    places: int = 0
    """How many of the last figures stand behind the point: 106 and 1 are 10.6."""

    def __str__(self) -> str:
        tongue = str((_reader.get() or _default).info().get("language", ""))
        blank, point = SEPARATORS.get(tongue.partition("_")[0], (",", "."))
        whole, rest = divmod(abs(self.value), 10**self.places)
        written = f"{'-' if self.value < 0 else ''}{whole:,}".replace(",", blank)
        return f"{written}{point}{rest:0{self.places}d}" if self.places else written


SEPARATORS: Mapping[str, tuple[str, str]] = {"ru": ("\u00a0", ",")}
"""By language, what stands between thousands and before tenths, where it is not as in English."""


class Sentence(Record):
    """One sentence that is translated when it is read.

    `template` is an English text marked with `N_`, with ``{named}`` places; `values` fill them. A value
    may be text, a number (a `Number` gets the reader's separators), a date or another sentence. With
    `plural` and a value called ``n``, the form follows ``n``.
    """

    template: str
    values: Mapping[str, object] = {}
    plural: str | None = None

    def read(self, day: Callable[[date], str] = iso) -> str:
        """Return the sentence in the reader's language, its dates written by `day`."""
        if self.plural is None:
            pattern = _(self.template)
        else:
            pattern = ngettext(self.template, self.plural, int(str(self.values["n"])))
        return pattern.format_map({name: _worded(value, day) for name, value in self.values.items()})

    def __str__(self) -> str:
        return self.read()


def _worded(value: object, day: Callable[[date], str]) -> object:
    if isinstance(value, Sentence):
        return value.read(day)
    if isinstance(value, date) and not isinstance(value, datetime):
        return day(value)
    return value


def say(template: str, plural: str | None = None, /, **values: object) -> Sentence:
    """Build a sentence: ``say(N_("{policy} ends on {end}."), policy="HA-24", end=day)``."""
    return Sentence(template, values, plural)


def as_data(sentence: Sentence) -> dict[str, object]:
    """Write a sentence as plain data, to be read in any language later."""
    return {
        "template": sentence.template,
        "plural": sentence.plural,
        "values": {name: _data_of(value) for name, value in sentence.values.items()},
    }


def from_data(data: Mapping[str, object]) -> Sentence:
    """Read a sentence that `as_data` wrote."""
    values, plural = data["values"], data["plural"]
    assert isinstance(values, Mapping)
    return Sentence(
        str(data["template"]),
        {name: _value_of(value) for name, value in values.items()},
        None if plural is None else str(plural),
    )


def _data_of(value: object) -> object:
    if isinstance(value, Sentence):
        return {"sentence": as_data(value)}
    if isinstance(value, Number):
        return {"number": [value.value, value.places]}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    return value if isinstance(value, int | float) else str(value)


def _value_of(value: object) -> object:
    if isinstance(value, Mapping):
        if "sentence" in value:
            return from_data(value["sentence"])
        if "number" in value:
            return Number(*value["number"])
        return date.fromisoformat(str(value["day"]))
    return value
