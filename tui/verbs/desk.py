"""The desk itself: the only verbs that load the screen."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from store.wording import _
from tui.verbs import DESK, Answer, Command

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

SEED = 1


def _no_options(parser: ArgumentParser) -> None:
    pass


def desk(args: Namespace) -> Answer | int:
    """Open the desk."""
    from tui import start
    from tui.verbs.opening import open_store

    open_store(args).close()
    return start.run(partial(open_store, args))


def _demo_options(parser: ArgumentParser) -> None:
    parser.add_argument("--seed", type=int, default=SEED, metavar="N", help=_("another number, another desk"))


def demo(args: Namespace) -> Answer | int:
    """Open a desk made up for trying, in a folder that goes away with it."""
    from pathlib import Path
    from tempfile import TemporaryDirectory

    from store import demo as made_up
    from tui import start
    from tui.verbs.opening import open_store

    with TemporaryDirectory(prefix="counterpane-") as folder:
        args.db = Path(folder) / "demo.db"
        made_up.make(args.db, seed=args.seed)
        return start.run(partial(open_store, args))


COMMANDS: Mapping[str, Command] = {DESK: Command(_no_options, desk), "demo": Command(_demo_options, demo)}
