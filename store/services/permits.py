"""The one place where a right is asked for: on the service's own methods, so that no way in leads around it.

Every public method of a service says what it takes, and a method that says nothing fails a test: what nobody
has named is denied. Screens and the command line both call these methods and nothing else, so they cannot
differ. What somebody may do with a claim is judged by the table of claims inside `store.rules.claims`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, Protocol, TypeVar

from store.record import Record
from store.rules.roles import VIEW

if TYPE_CHECKING:
    from store.services.context import Context

Given = ParamSpec("Given")
Answer = TypeVar("Answer")
JUDGED, FREE = "judged", "free"


class Service(Protocol):
    """Whatever works on a context."""

    _context: Context


S = TypeVar("S", bound=Service)


class Permit(Record):
    """What a method takes of whoever calls it."""

    right: str
    """One of `store.rules.roles.RIGHTS`; `JUDGED`: its own rules decide; `FREE`: it tells nothing."""
    thing: str = ""


def needs(
    right: str, thing: str
) -> Callable[[Callable[Concatenate[S, Given], Answer]], Callable[Concatenate[S, Given], Answer]]:
    """Let a method be called by those only who have `right` on `thing`."""

    def guard(method: Callable[Concatenate[S, Given], Answer]) -> Callable[Concatenate[S, Given], Answer]:
        @wraps(method)
        def guarded(self: S, /, *args: Given.args, **values: Given.kwargs) -> Answer:
            self._context.require(right, thing)
            return method(self, *args, **values)

        return _marked(guarded, Permit(right, thing))

    return guard


def sees(
    thing: str,
) -> Callable[[Callable[Concatenate[S, Given], Answer]], Callable[Concatenate[S, Given], Answer]]:
    """Let a method be called by those only who may see `thing`."""
    return needs(VIEW, thing)


M = TypeVar("M", bound=Callable[..., Any])


def judged(method: M) -> M:
    """Mark a method whose own rules say who may: the table of claims, or a passphrase."""
    return _marked(method, Permit(JUDGED))


def free(method: M) -> M:
    """Mark a method that tells nothing of anybody."""
    return _marked(method, Permit(FREE))


def _marked(method: M, permit: Permit) -> M:
    vars(method)["permit"] = permit
    return method


def permit_of(method: object) -> Permit | None:
    """Return what a method has been marked with; None: nobody has thought about it."""
    found = getattr(method, "permit", None)
    return found if isinstance(found, Permit) else None
