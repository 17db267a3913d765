"""Taking policies from a file into the desk, and running their examples.

A policy comes in when it can be read, its examples pass, and it is newer than what the desk has under its
id. The good ones of a file come in together, in one transaction; the others are rejects, each with its line
and reason, and stand in a file of their own, ready to be mended and imported again.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from store.exchange.importer import SAMPLES
from store.exchange.names import beside, checked
from store.exchange.policy_file import (
    FilePolicy,
    Flaw,
    PolicyFile,
    read_policies,
    run_examples,
)
from store.exchange.rejects import settle
from store.records import FileReport, Report
from store.rules.policy_examples import run
from store.wording import N_, Sentence, say

if TYPE_CHECKING:
    from store.store import Store

__all__ = ["bring_in_policies", "policy_examples", "read_policies", "run_examples", "shipped"]

SHIPPED = Path(__file__).parent.parent / "policies"
KIND = "policies"
Known = Callable[[str], Mapping[str, Any] | None]


class _DryRunError(Exception):
    """Leaves the transaction without keeping anything."""


def shipped() -> tuple[Path, ...]:
    """Return the files of policies that come with the program, as examples."""
    return tuple(sorted(SHIPPED.glob("*.toml")))


def bring_in_policies(
    store: Store, path: Path, options: Mapping[str, object], progress: Callable[[int, int], object]
) -> Report:
    """Import a file of policies.

    Args:
        store: the desk.
        path: the file.
        options: ``dry_run``, ``rejects`` (path of the file of refused policies).
        progress: told policies done and policies in all.

    Raises:
        Unreadable: the file holds no policies; names line and column.
    """
    file = read_policies(Path(path))
    flaws: list[Flaw] = list(file.flaws)
    taken: list[FilePolicy] = []
    unchanged: list[FilePolicy] = []
    notices: list[Sentence] = []
    rows = len(file.texts)
    dry_run = bool(options.get("dry_run"))
    try:
        with store.context.deciding():
            known = {policy.id: policy.body for policy in store.policies.list()}
            sound = _sound(file, known.get, flaws)
            for done, policy in enumerate(sound, start=1):
                refusal = _age(file, policy, known.get(policy.id))
                if refusal is not None:
                    flaws.append(refusal)
                elif known.get(policy.id) == policy.body:
                    unchanged.append(policy)
                else:
                    store.policies.add(policy.body)
                    taken.append(policy)
                progress(done, rows)
            notices += [_reach(store, policy) for policy in taken]
            if dry_run:
                raise _DryRunError
    except _DryRunError:
        pass
    progress(rows, rows)
    kept = None if dry_run else _keep(file, flaws, _rejects_path(file.path, options))
    return Report((_report(file, flaws, len(taken), len(unchanged), notices, dry_run),), kept)


def _sound(file: PolicyFile, known: Known, flaws: list[Flaw]) -> list[FilePolicy]:
    """Return the policies whose examples pass; note the flaws of the others."""
    sound = []
    for policy in file.policies:
        failed = run_examples(file, policy, known)
        flaws += failed
        if not failed:
            sound.append(policy)
    return sound


def _age(file: PolicyFile, policy: FilePolicy, known: Mapping[str, Any] | None) -> Flaw | None:
    """Refuse a policy that is older than the desk's, or as old and different."""
    if known is None:
        return None
    ours = known.get("version", 0)
    ours = ours if isinstance(ours, int) else 0
    if policy.version < ours:
        why = say(
            N_("this is version {version}; the desk has version {ours} already."),
            version=policy.version,
            ours=ours,
        )
        return file.flaw(policy.place, "version", "OLDER_VERSION", why, policy.id)
    if policy.version == ours and known != policy.body:
        why = say(
            N_("the desk has other terms as version {version}; give the new ones version {next}."),
            version=ours,
            next=ours + 1,
        )
        return file.flaw(policy.place, "version", "SAME_VERSION", why, policy.id)
    return None


def _reach(store: Store, policy: FilePolicy) -> Sentence:
    reach = store.policies.used_by(policy.id)
    return say(
        N_("{policy} is now for {n} product of this desk."),
        N_("{policy} is now for {n} products of this desk."),
        policy=policy.id,
        n=len(reach.products),
    )


def _report(
    file: PolicyFile,
    flaws: list[Flaw],
    taken: int,
    unchanged: int,
    notices: list[Sentence],
    dry_run: bool,
) -> FileReport:
    flaws.sort(key=lambda flaw: flaw.line)
    rows = len(file.texts)
    return FileReport(
        file=file.path.name,
        kind=KIND,
        encoding="utf-8",
        delimiter="",
        date_order=None,
        preset=None,
        rows=rows,
        accepted=taken,
        unchanged=unchanged,
        rejected=rows - taken - unchanged,
        warnings=tuple(notices),
        samples=tuple((flaw.line, flaw.path or None, flaw.reason) for flaw in flaws[: 4 * SAMPLES]),
        dry_run=dry_run,
    )


def _rejects_path(path: Path, options: Mapping[str, object]) -> Path:
    """Return where refused policies go: they are TOML, whatever the caller calls its rejects."""
    if options.get("rejects"):
        wanted = checked(Path(str(options["rejects"])), "rejects")
        return wanted.with_suffix(".toml") if wanted.suffix.casefold() == ".csv" else wanted
    return beside(path, ".rejects.toml")


def _keep(file: PolicyFile, flaws: Iterable[Flaw], path: Path) -> Path | None:
    """Write the refused policies as they stand in the file, each below its reasons."""
    reasons: dict[int, list[str]] = {}
    for flaw in flaws:
        reasons.setdefault(flaw.place, []).append("# " + " ".join(str(flaw.reason).split()))
    parts = [
        "\n".join([*reasons[place], file.texts[place]]) + "\n"
        for place in sorted(reasons)
        if file.texts[place]
    ]
    if not parts:
        return None
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as out:
        out.write("\n".join(parts))
        out.flush()
        os.fsync(out.fileno())
    return settle(Path(name), path)


def policy_examples(source: Store | Iterable[Path]) -> Iterator[tuple[str, Sentence | None]]:
    """Run every example of a desk's policies, or of files; yield each one's name and what is wrong.

    Raises:
        Unreadable: a file holds no policies.
    """
    from store.store import Store

    if isinstance(source, Store):
        yield from _outcomes(policy.body for policy in source.policies.list())
        return
    for path in source:
        file = read_policies(path)
        for flaw in file.flaws:
            yield flaw.policy or str(flaw.line), flaw.reason
        yield from _outcomes(policy.body for policy in file.policies)


def _outcomes(bodies: Iterable[Mapping[str, Any]], before: str = "") -> Iterator[tuple[str, Sentence | None]]:
    known = {str(body["id"]): body for body in bodies}
    for id_, body in known.items():
        for outcome in run(body, known.get):
            yield f"{id_}: {outcome.name}", outcome.failures[0].why if outcome.failures else None
