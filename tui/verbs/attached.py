"""attached: the files of a claim, and a copy of one of them outside the desk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from store.errors import NotFound, Unreadable
from store.wording import N_, _, say
from tui.plain import clean, table
from tui.verbs import Answer, Command
from tui.verbs.usage import count

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from store.records import Kept


def _options(parser: ArgumentParser) -> None:
    parser.add_argument("number", metavar="NUMBER", help=_("the claim's number"))
    parser.add_argument("--save", metavar="N", type=count, help=_("save a copy of the Nth file; needs --out"))
    parser.add_argument("--out", metavar="FILE", type=Path, help=_("a new file, or a folder"))


def attached(args: Namespace) -> Answer:
    """List the files of a claim, or save a copy of one."""
    from tui.verbs.opening import opened

    if (args.save is None) != (args.out is None):
        raise Unreadable("OPTION", say(N_("attached: --save and --out go together.")))
    with opened(args) as store:
        files = store.attachments.of(store.claims.get(args.number))
        if args.save is None:
            return _listed(args.number, files)
        if not 1 <= args.save <= len(files):
            template = N_("Claim {number} has {count} files; there is no number {n}.")
            sentence = say(template, number=args.number, count=len(files), n=args.save)
            raise NotFound("NO_SUCH_FILE", sentence, field="save")
        path = store.attachments.save(args.number, files[args.save - 1].attachment.sha256, args.out)
    data = {"claim": args.number, "file": str(path.absolute())}

    def text() -> Iterable[str]:
        yield _("The copy is in {path}. It is not protected: delete it when it has served.").format(
            path=clean(path.absolute())
        )

    return Answer(lambda: data, text)


def _listed(number: str, files: tuple[Kept, ...]) -> Answer:
    data = {
        "claim": number,
        "files": [
            {
                "name": each.attachment.name,
                "kind": each.attachment.kind,
                "size": each.attachment.size,
                "sha256": each.attachment.sha256,
                "state": each.state,
                "sealed": each.sealed,
            }
            for each in files
        ],
    }

    def text() -> Iterable[str]:
        rows = [
            (n, each.attachment.name, each.attachment.kind, each.attachment.size, each.state)
            for n, each in enumerate(files, 1)
        ]
        yield from table(rows) if rows else [_("Nothing is attached.")]

    return Answer(lambda: data, text)


COMMANDS: Mapping[str, Command] = {"attached": Command(_options, attached)}
