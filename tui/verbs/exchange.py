"""import, export: lists that come in and tables that go out."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from store.errors import StoreError, Unreadable
from store.wording import N_, _, ngettext, say
from tui.plain import clean
from tui.verbs import Answer, Command

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from store.records import Report

KINDS = ("units", "customers", "products", "claims", "ratings")
FORMATS = ("csv", "json", "xlsx")
POLICIES, SCORES = "policies", "scores"


def _import_options(parser: ArgumentParser) -> None:
    parser.add_argument(
        "files", metavar="FILE", nargs="*", help=_("CSV, TSV or Excel; policies: TOML or JSON")
    )
    parser.add_argument(
        "--as", dest="kind", choices=(*KINDS, POLICIES), help=_("default: told from the titles")
    )
    parser.add_argument(
        "--preset", metavar="NAME", help=_("whose export it is; default: told from the titles")
    )
    parser.add_argument(
        "--map", nargs="+", action="extend", default=[], metavar="field=column", help=_("what a column means")
    )
    parser.add_argument(
        "--date-order", choices=("dmy", "mdy", "ymd"), help=_("how dates of three numbers are written")
    )
    parser.add_argument(
        "--encoding",
        metavar="NAME",
        help=_("how the text is written, where it is not UTF-8: cp1252, gb18030 …"),
    )
    parser.add_argument("--dry-run", action="store_true", help=_("do all of it and keep nothing"))
    parser.add_argument(
        "--rejects", metavar="FILE", type=Path, help=_("where refused rows go; default: beside the file")
    )


def _chosen(args: Namespace) -> dict[str, object]:
    """Return the options as the importer takes them."""
    return {
        "as": args.kind,
        "preset": args.preset,
        "map": [tuple(word.split("=", 1)) for word in args.map if "=" in word],
        "date_order": args.date_order,
        "encoding": args.encoding,
        "dry_run": args.dry_run,
        "rejects": args.rejects,
    }


def typed_options(text: str) -> dict[str, object]:
    """Read options of `import` typed into a form, in the words of the command line.

    Raises:
        Unreadable: they are not options of `import`; says which word.
    """
    import shlex
    from argparse import ArgumentError, ArgumentParser

    parser = ArgumentParser(add_help=False, allow_abbrev=False, exit_on_error=False)
    _import_options(parser)
    try:
        args, left = parser.parse_known_args(shlex.split(text))
    except (ArgumentError, ValueError) as error:
        raise Unreadable("OPTION", say(N_("{why}."), why=str(error))) from error
    strange = [*left, *args.files, *(word for word in args.map if "=" not in word)]
    if strange:
        raise Unreadable(
            "OPTION",
            say(
                N_(
                    "{word} is no option of an import; --map, --date-order, --encoding, "
                    "--preset and --as are."
                ),
                word=strange[0],
            ),
        )
    return _chosen(args)


def refused_beside(path: Path) -> Path:
    """Return where the form of an import puts the rows that are refused."""
    from store.exchange.names import beside

    return beside(path, "-rejected.csv")


def bring_in(args: Namespace) -> Answer:
    """Import files, one after the other."""
    from store.tables.connection import note_saved
    from tui.verbs.opening import opened, rehearsed
    from tui.verbs.progress import Bar

    # --map takes every word up to the next option, so a file may stand among them.
    files = [Path(name) for name in (*args.files, *(word for word in args.map if "=" not in word))]
    if not files:
        raise Unreadable("NO_FILE", say(N_("import needs a file.")))
    options = _chosen(args)
    done: list[Report] = []
    with rehearsed(args) if args.dry_run else opened(args, make=True) as store:
        for path in files:
            note_saved(store.context.connection, saved=False)
            bar = Bar(path.name)
            try:
                done.append(store.bring_in(path, options, bar.show))
            except StoreError:
                bar.clear()
                _say_done(done, dry=args.dry_run)
                raise
            bar.clear()

    def data() -> object:
        from tui import contract

        return contract.report(done)

    def text() -> Iterable[str]:
        from tui import answers

        return answers.report(done, dry=args.dry_run)

    refused = any(file.kind == POLICIES and file.rejected for found in done for file in found.files)
    return Answer(data, text, 1 if refused else 0)


def _say_done(done: list[Report], *, dry: bool) -> None:
    """Tell what the files before the one that failed have brought; standard output stays empty."""
    if done:
        from tui import answers

        print("\n".join(answers.report(done, dry=dry)), file=sys.stderr)


def _export_options(parser: ArgumentParser) -> None:
    kinds = (*KINDS, SCORES)
    parser.add_argument("kind", metavar="KIND", choices=kinds, help=", ".join(kinds))
    parser.add_argument("--out", metavar="FILE", type=Path, required=True, help=_("the file to make"))
    parser.add_argument("--format", choices=FORMATS, help=_("default: by the name of the file, else csv"))
    parser.add_argument("--force", action="store_true", help=_("replace the file if it is there"))
    parser.add_argument(
        "--for-spreadsheets", action="store_true", help=_("an apostrophe before what would be computed")
    )


def export(args: Namespace) -> Answer:
    """Write a table to a file."""
    from store.exchange.exporter import export as write
    from tui.verbs.opening import opened

    suffix = args.out.suffix.removeprefix(".").casefold()
    form = args.format or (suffix if suffix in FORMATS else FORMATS[0])
    with opened(args) as store:
        count = write(store.context, args.kind, args.out, form, force=args.force, inert=args.for_spreadsheets)
    data = {"file": str(args.out), "kind": args.kind, "format": form, "rows": count}

    def text() -> Iterable[str]:
        rows = ngettext("{n} row", "{n} rows", count).format(n=count)
        yield _("{file}: {rows} of {kind}.").format(file=clean(args.out), rows=rows, kind=args.kind)

    return Answer(lambda: data, text)


COMMANDS: Mapping[str, Command] = {
    "import": Command(_import_options, bring_in),
    "export": Command(_export_options, export),
}
