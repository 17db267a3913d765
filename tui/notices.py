"""Notices of sensitive acts in words: for the command line, for ``--json``, and for the screen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from store.wording import N_, Sentence, _, say

if TYPE_CHECKING:
    from store.records import Notice

WORDS: Mapping[str, str] = {
    "goodwill": N_("goodwill was approved"),
    "rating correction": N_("a rating was corrected"),
    "merge": N_("two customers were merged"),
    "erase": N_("a customer was erased"),
    "export": N_("{kind} were exported to {file}"),
    "restore": N_("a backup was restored"),
    "encryption": N_("the encryption of the desk was changed"),
    "clock": N_("the clock was set back, from {last} to {now}"),
    "journal break": N_("the journal does not verify"),
    "tables": N_("the tables were made anew from the journal; the desk as it was before is in {backup}"),
    "locked": N_("the desk locked itself after {wrong} wrong PINs"),
    "policies": N_("the policy {about} was changed"),
    "settings": N_("the setting {about} was changed"),
    "import": N_("a list was imported"),
    "people": N_("the account of {name} was changed"),
    "unit edit": N_("a unit was corrected: {reason}"),
    "unit corrected": N_("the unit was corrected: {changed}"),
    "unit linked": N_("the claim was given its unit"),
    "void": N_("rejected as {why}: the cover is void"),
    "void lifted": N_("the rejection was taken back, and the void with it"),
}
"""By what a notice is about."""


VOIDS: Mapping[str, str] = {
    "OPENED": N_("opened by somebody else"),
    "MISUSE": N_("misuse"),
    "THIRD_PARTY_PART": N_("part of another make"),
    "TAMPERED": N_("serial or seal tampered with"),
}
CHANGED: Mapping[str, str] = {
    "serial": N_("Serial"),
    "built": N_("manufacture"),
    "shipped": N_("shipment"),
    "delivered": N_("delivery"),
    "invoiced": N_("invoice"),
    "activated": N_("activation"),
    "installed": N_("installation"),
}
"""Why a cover is void, and what is corrected of a unit."""

EXPORTED: Mapping[str, str] = {
    "customer": N_("all that is kept about one customer was handed out"),
    "attachment": N_("a copy of an attached file was saved, of claim {claim}"),
}
"""Exports that are no list, by their kind."""


COPIED = N_("the whole desk was copied to {file}")
"""An export without a kind: a backup that left the desk's own folder."""


def sentence(notice: Notice) -> Sentence:
    """Say what was done, and to which claim."""
    said = _said(notice)
    return say(N_("{claim}: {said}"), claim=notice.claim, said=said) if notice.claim else said


def _said(notice: Notice) -> Sentence:
    body = notice.body
    if notice.what == "export" and str(body.get("kind")) in EXPORTED:
        return say(EXPORTED[str(body["kind"])], claim=str(body.get("claim")))
    if notice.what == "people":
        return _of_person(body)
    if notice.what == "failed sign-in":
        wrong = body.get("wrong")
        return say(
            N_("wrong {secret}, {n} time"),
            N_("wrong {secret}, {n} times"),
            secret=body.get("secret", "?"),
            n=wrong if isinstance(wrong, int) else 1,
        )
    template = COPIED if notice.what == "export" and "kind" not in body else WORDS.get(notice.what)
    told = dict.fromkeys(("kind", "file", "last", "now", "secret", "wrong", "reason", "backup"), "?")
    told |= {name: str(value) for name, value in body.items() if name in told}
    told |= _given(body)
    if template is None:
        return say(N_("{what}"), what=notice.what)
    return say(template, **told, about=notice.subject.partition(":")[2])


def _given(body: Mapping[str, object]) -> dict[str, str]:
    """Return why it was rejected, and the names of what was corrected, as far as the event says."""
    given = body.get("with")
    values = given if isinstance(given, Mapping) else {}
    change, why = values.get("change"), str(values.get("reason") or "?")
    names = [str(name) for name in change] if isinstance(change, Mapping) else ["?"]
    changed = ", ".join(_(CHANGED.get(name, name)) for name in names)
    return {"why": _(VOIDS.get(why, why)), "changed": changed}


def _of_person(body: Mapping[str, object]) -> Sentence:
    """Say whose account was changed, and to what."""
    fields, key = (
        found if isinstance(found, Mapping) else {} for found in (body.get("fields"), body.get("key"))
    )
    told = {"name": str(key.get("name", "?")), "role": str(fields.get("role", "?"))}
    if "name" in fields:
        return say(N_("{name} was taken on, as {role}"), **told)
    if "active" in fields:
        left, back = N_("{name} is no longer active"), N_("{name} is active again")
        return say(back if fields["active"] else left, **told)
    return say(N_("{name} has another role: {role}") if "role" in fields else WORDS["people"], **told)


def data(notice: Notice) -> dict[str, object]:
    """Return a notice as the JSON contract has it."""
    return {
        "id": notice.id,
        "what": notice.what,
        "at": notice.at.isoformat(),
        "who": notice.who,
        "subject": notice.subject,
        "message": str(sentence(notice)),
        "claim": notice.claim,
        "noted_by": notice.noted_by,
        "noted_at": notice.noted_at.isoformat() if notice.noted_at else None,
    }


def lines(found: Iterable[Notice]) -> Iterator[str]:
    """Lay notices out for the command line."""
    from tui.plain import table

    rows = [
        (
            each.id,
            f"{each.at:%Y-%m-%d %H:%M}",
            each.who,
            str(sentence(each)),
            _("noted by {name}").format(name=each.noted_by) if each.noted_by else "",
        )
        for each in found
    ]
    yield from table(rows) if rows else [_("Nothing waits to be noted.")]
