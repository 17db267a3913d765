"""The commands of the Score place and its pages; part of the registry in `tui.commands`."""

from __future__ import annotations

from store.wording import N_
from tui.command import FILING, Command

ENTER = ("enter", "ctrl+j")
HEADING = frozenset({"supervisor", "manager", "admin"})
"""Roles that see the whole team, enter benchmarks and correct answers."""
SEEING = HEADING | {"agent"}
"""Roles that see parts of the score, and not only the whole or their own."""
LISTS = ("warnings", "loyalty", "benchmarks")
"""Pages with a list to choose from."""
FORMS = ("benchmark", "reporting", "entering")
"""Pages with a form."""

SCORE = (
    Command("window_before", ("left",), N_("window before"),
            N_("Show the window before: a month, 90 days, all."), ("score",)),
    Command("window_next", ("right",), N_("window"),
            N_("Show the next window: 90 days, a month, all time."), ("score",), footer=1, shown="←→"),
    Command("split", ("s",), N_("split"),
            N_("Split the score by the next thing: product, fault, resolution …"), ("score",), footer=2),
    Command("split_before", ("S",), N_("split before"),
            N_("Split the score by the thing before."), ("score",)),
    Command("warnings", ("w",), N_("warnings"),
            N_("Read what is out of the ordinary: scores that fell, faults claimed unusually often."),
            ("score",), footer=3),
    Command("report", ("r",), N_("report"),
            N_("Write the one-page report for the whole company."), ("score",), footer=4),
    Command("loyalty", ("l",), N_("loyalty"),
            N_("Years as a customer beside the score, and long-standing customers who are unhappy."),
            ("score",), SEEING),
    Command("effort", ("e",), N_("effort"),
            N_("What claims cost customers and desk in trouble, month by month."), ("score",)),
    Command("pareto", ("p",), N_("faults"),
            N_("Faults by frequency, whether repairs hold, and what claims cost."), ("score",), SEEING),
    Command("benchmarks", ("b",), N_("benchmarks"),
            N_("Scores of others, with source and age; enter one."), ("score",)),
    Command("reopened", ("x",), N_("reopened"),
            N_("Leave out answers to claims that were reopened, or take them in again."), ("score",)),
    Command("line_up", ("up",), N_("line up"), N_("Scroll the split up."), ("score",)),
    Command("line_down", ("down",), N_("line down"), N_("Scroll the split down."), ("score",)),
)  # fmt: skip

PAGES = (
    Command("choose_up", ("up", "k"), N_("one up"), N_("Choose the line above."), LISTS),
    Command("choose_down", ("down", "j"), N_("choose"), N_("Choose the line below."), LISTS,
            footer=1, shown="↑↓"),
    Command("page_up", ("pageup",), N_("page up"), N_("A page of the list up."), LISTS),
    Command("page_down", ("pagedown",), N_("page down"), N_("A page of the list down."), LISTS),
    Command("faults_of", ENTER, N_("faults"),
            N_("Show the faults of the product that the warning is about."), ("warnings",), SEEING, 2),
    Command("open_unit", ENTER, N_("open"),
            N_("Open the customer's unit on the Counter."), ("loyalty",), footer=2),
    Command("make_task", ("t",), N_("make a task"),
            N_("Promise to call the chosen customer by tomorrow."), ("loyalty",), SEEING, 3),
    Command("open_claim", ("c",), N_("claim"),
            N_("Open the claim that the answer is about."), ("loyalty",), footer=4),
    Command("add", ("a",), N_("add"), N_("Enter a score of others."), ("benchmarks",), HEADING, 2),
    Command("retire", ("d",), N_("retire"),
            N_("Take the chosen benchmark out of use; it stays in the list of all."),
            ("benchmarks",), HEADING, 3),
    Command("all", ("o",), N_("all or in use"),
            N_("Show also benchmarks that are out of use, or only those in use."), ("benchmarks",)),
    Command("model_before", ("left",), N_("model before"),
            N_("Show the faults of the model before."), ("pareto",)),
    Command("model_next", ("right",), N_("model"),
            N_("Show the faults of the next model; first come those of all."), ("pareto",),
            footer=1, shown="←→"),
    Command("period", ("p",), N_("period"),
            N_("Show another period: a year, 90 days, all time."), ("pareto",), footer=2),
    Command("reopened", ("x",), N_("reopened"),
            N_("Leave out claims that were reopened, or take them in again."),
            ("pareto", "effort"), footer=3),
    Command("reopened", ("x",), N_("reopened"),
            N_("Leave out claims that were reopened, or take them in again."), ("loyalty",)),
    Command("close", ("escape", "q"), N_("back"), N_("Go back."),
            (*LISTS, "pareto", "effort"), footer=5),
)  # fmt: skip

FORM = (
    Command("next_field", ENTER, N_("next"),
            N_("Go to the next field that must be given; on the last line, do it."), FORMS, footer=1),
    Command("field_up", ("up",), N_("field up"), N_("One field, or one line of a list, up."), FORMS),
    Command("field_down", ("down",), N_("field down"),
            N_("One field, or one line of a list, down."), FORMS, footer=2, shown="↑↓"),
    Command("back", ("escape",), N_("back"), N_("Go back; nothing is kept."), FORMS, footer=3),
    Command("enter_answer", ("e",), N_("enter answer"),
            N_("Enter yourself what the customer said, without turning the screen."),
            ("unit", "claim"), FILING),
    Command("correct_answer", ("c",), N_("correct an answer"),
            N_("Put an answer right that was taken down wrongly, and say why."), ("claim",), HEADING),
)  # fmt: skip

SCORES = (*SCORE, *PAGES, *FORM)

SCORE_PLACES = {
    "score": N_("Score"),
    "warnings": N_("Warnings"),
    "loyalty": N_("Loyalty and the score"),
    "effort": N_("Effort"),
    "pareto": N_("Faults"),
    "benchmarks": N_("Benchmarks"),
    "benchmark": N_("A new benchmark"),
    "reporting": N_("Report"),
    "entering": N_("The agent enters an answer"),
    "correcting": N_("Correcting an answer"),
}
"""The titles of these places, in the order of the help page."""
