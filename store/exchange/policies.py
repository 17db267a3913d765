"""Taking on policies from a JSON file: one object, or a list of them.

Each is a policy of a coverage case, with two words more: ``title``, and ``products`` or ``category`` for what
comes with it; without those, every product of the book does.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from store.errors import Unreadable
from store.rules.case_policy import parse_policy
from store.wording import N_, say

if TYPE_CHECKING:
    from store.store import Store

LARGEST = 16 * 2**20
FOR = ("products", "category")


def take_on(store: Store, path: Path, *, dry_run: bool = False) -> int:
    """Take on the policies of a file, all or none; return how many.

    Raises:
        Unreadable: the file, or a policy in it, cannot be read; the sentence names the place.
    """
    found = [_checked(body, place, path) for place, body in enumerate(_bodies(path), start=1)]
    if dry_run:
        return len(found)
    with store.context.deciding():
        for terms, about in found:
            policy = store.policies.add(terms)
            names = about.get("products")
            for product in store.products.list():
                wanted = product.name in names if names else about.get("category") in (None, product.category)
                if wanted and policy.id not in product.policies:
                    kept = (*product.policies, policy.id)
                    store.products.add(product.name, product.brand, product.category, kept)
    return len(found)


def _bodies(path: Path) -> list[Any]:
    try:
        with path.open("rb") as file:
            data = json.loads(file.read(LARGEST).decode("utf-8-sig"))
    except OSError as error:
        sentence = say(N_("{file} cannot be opened: {why}."), file=str(path), why=error.strerror or "?")
        raise Unreadable("NO_FILE", sentence) from None
    except (ValueError, RecursionError) as error:
        sentence = say(N_("{file} is not JSON: {reason}."), file=str(path), reason=str(error)[:200])
        raise Unreadable("NOT_JSON", sentence) from None
    return data if isinstance(data, list) else [data]


def _checked(body: Any, place: int, path: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    if not isinstance(body, Mapping):
        sentence = say(N_("{file}: policy {place} is no object."), file=str(path), place=place)
        raise Unreadable("BAD_POLICY", sentence)
    terms = {name: value for name, value in body.items() if name not in FOR}
    parse_policy(terms, f"{path.name}[{place}]")
    return terms, {name: body[name] for name in FOR if body.get(name)}
