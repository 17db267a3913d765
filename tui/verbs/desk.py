"""The desk itself: the only verbs that load the screen."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from store.wording import _
from tui.verbs import DESK, Answer, Command

if TYPE_CHECKING:
    from argparse import ArgumentParser

SEED = 7


def _no_options(parser: ArgumentParser) -> None:
    pass


def desk(args: Namespace) -> Answer | int:
    """Open the desk; or the demo, if that is what the first screen of a new one was asked for."""
    from store.errors import Unusable
    from store.services import entrance
    from store.services.door import Door
    from store.store import Store, now
    from tui import start
    from tui.verbs.opening import on_network, only_to_look, open_store, path_of

    start.need_a_terminal()
    if only_to_look(args, path_of(args)):
        open_store(args).close()
        return start.run(partial(open_store, args))
    network = on_network(args)
    if not network:
        entrance.admit(path_of(args))
    door = Door(path_of(args), now)
    # Once before the screen stands, so that what is wrong is said as text; a passphrase is asked there.
    try:
        create = not door.closed
        with Store.open(door.path, create=create, agent=args.agent, network_drive=network) as store:
            if store.settings.name:
                _say_plain()
    except OSError:
        open_store(args, make=True).close()
    except Unusable as error:
        if error.code != "LOCKED":
            raise
    status = start.run(partial(open_store, args), door)
    if status != start.DEMO:
        return status
    return demo(Namespace(**{**vars(args), "agent": None, "seed": SEED}))


def _say_plain() -> None:
    """Say, where it is read when the desk is left, that the file is not encrypted."""
    told = _(
        "This desk is not encrypted: whoever gets its file can read it. counterpane encrypt changes that."
    )
    print(told, file=sys.stderr)


def _demo_options(parser: ArgumentParser) -> None:
    parser.add_argument("--seed", type=int, default=SEED, metavar="N", help=_("another number, another desk"))


def demo(args: Namespace) -> Answer | int:
    """Open a desk made up for trying, in a folder that goes away with it."""
    from store.demo import Scratch
    from tui import start
    from tui.verbs.opening import open_store
    from tui.verbs.progress import Bar

    start.need_a_terminal()
    print(_("The demo is a desk made up for trying; it is thrown away when you leave it."), file=sys.stderr)
    bar = Bar(_("five years of life"))
    with Scratch(seed=args.seed, progress=bar.show) as path:
        bar.clear()
        args.db = path
        return start.run(partial(open_store, args))


COMMANDS: Mapping[str, Command] = {DESK: Command(_no_options, desk), "demo": Command(_demo_options, demo)}
