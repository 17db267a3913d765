"""The second opinion, rules 4 to 7: repairs, replacements, days off, stops."""

from __future__ import annotations

from datetime import date
from typing import Any

from naive_terms import DAY, Item, Layer, Terms, later, read


class Lives(Terms):
    """The terms of a case, and what happened to their covers."""

    def live(self, layer: Layer) -> None:
        """Follow a cover through repairs and replacements, and roll its end."""
        previous = date.min
        for swap in self.swaps:
            self.repaired(layer, previous, swap)
            shown = self.roll(layer)
            if layer.start <= swap and (shown is None or swap <= shown):
                self.replaced(layer, swap)
            previous = swap
        self.repaired(layer, previous, None)
        rule = layer.policy.get("on_repair", "NONE")
        for each in self.events("repair"):
            asked = read(each["from"])
            waits = rule.startswith("TOLL") and "to" not in each and asked >= previous
            if waits and layer.end is not None and layer.start <= asked <= layer.end:
                layer.flags.add("TOLLING_OPEN")
        layer.rolled = self.roll(layer)
        if layer.rolled != layer.end:
            layer.flags.add("ROLLED")

    def repaired(self, layer: Layer, after: date, before: date | None) -> None:
        """Rule 4 with the repairs requested from one replacement on and before the next."""
        rule = layer.policy.get("on_repair", "NONE")
        if rule == "NONE" or layer.end is None or layer.policy["kind"] in ("repair", "part"):
            return
        stays = []
        for each in self.events("repair"):
            asked = read(each["from"])
            if asked < after or (before is not None and asked >= before):
                continue
            back = read(each["to"]) if "to" in each else None
            finished = back is not None and (before is None or back <= before)
            if not finished:
                back = self.on if before is None else before
            assert back is not None
            stays.append((asked, back, finished))
        stays.sort()
        if rule in ("TOLL", "TOLL_INCL"):
            self.toll(layer, stays, rule == "TOLL_INCL")
            return
        word, duration = rule.split()
        for asked, back, finished in stays:
            if not finished or not layer.start <= asked <= layer.end:
                continue
            if word == "ADD":
                moved = layer.end if layer.added else later(layer.end, duration)[0]
                layer.added = True
            else:
                moved = max(layer.end, later(back, duration)[0])
            if moved > layer.end:
                layer.end = moved
                layer.flags.add("REPAIR_EXTENDED")

    def toll(self, layer: Layer, stays: list[tuple[date, date, bool]], inclusive: bool) -> None:
        base = layer.end
        assert base is not None
        away = set()
        for asked, back, _ in stays:
            day = asked
            while day < back or (inclusive and day == back):
                away.add(day)
                day += DAY
        while True:
            assert layer.end is not None
            counted = sum(1 for day in away if layer.start <= day <= layer.end)
            if base + counted * DAY == layer.end:
                break
            layer.end = base + counted * DAY
            layer.flags.add("TOLLED")

    def replaced(self, layer: Layer, day: date) -> None:
        rule = layer.policy.get("on_replacement", "REMAINING")
        layer.start = day
        layer.flags.add("INHERITED")
        if layer.end is None:
            return
        duration = layer.line.get("duration", "lifetime")
        if rule == "ANEW" and duration != "lifetime":
            layer.end = max(layer.end, self.term(day, day, layer.line, layer.policy) or layer.end)
        elif rule.startswith("LONGER"):
            layer.end = max(layer.end, later(day, rule.split()[1])[0])

    def works(self, day: date) -> bool:
        name = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"][day.weekday()]
        return name in self.site.get("working_days", [name]) and day.isoformat() not in self.site.get(
            "holidays", []
        )

    def roll(self, layer: Layer) -> date | None:
        day = layer.end
        while day is not None and layer.policy.get("roll") and not self.works(day):
            day += DAY
        return day

    def after_repairs(self, policy: Item, line: Item) -> list[Layer]:
        made: list[Layer] = []
        for each in self.events("repair"):
            if "to" not in each or (self.swaps and read(each["from"]) < self.swaps[-1]):
                continue
            part = self.asked is not None and each.get("component") == self.asked
            if policy["kind"] == "repair":
                fits = part or (self.fault is not None and each.get("fault") == self.fault)
            else:
                fits = part and each.get("new_part", False)
            if fits and (line["duration"] == "lifetime" or int(line["duration"][:-1]) > 0):
                back = read(each["to"])
                made.append(Layer(policy, line, back, self.term(back, back, line, policy)))
        return made

    def voids(self, policy: Item) -> list[Item]:
        general = policy["kind"] in ("maker", "plan", "contract", "repair", "part")
        aimed = []
        for each in self.events("void"):
            if each.get("policy") == policy["id"] or ("policy" not in each and general):
                aimed.append(each)
        return aimed

    def readings(self, line: Item) -> list[tuple[date, Any]]:
        wanted, found = line["usage_cap"]["measure"], []
        for each in self.events("reading"):
            if each["measure"] == wanted and not (self.swaps and read(each["date"]) <= self.swaps[-1]):
                found.append((read(each["date"]), each["value"]))
        return found

    def claims_used(self, policy: Item) -> bool:
        approved = [
            each
            for each in self.events("claim")
            if each["policy"] == policy["id"] and each.get("outcome", "approved") == "approved"
        ]
        return "max_claims" in policy and len(approved) >= policy["max_claims"]

    def stop(self, layer: Layer) -> str | None:
        policy = layer.policy
        for each in self.voids(policy):
            if each.get("evidence") or not policy.get("void_needs_evidence"):
                return "VOID"
        for each in self.events("transfer"):
            new_owners = "bought" in policy and read(policy["bought"]) >= read(each["date"])
            if policy.get("transferable") is False and not new_owners:
                return "NOT_TRANSFERABLE"
        if "usage_cap" in layer.line:
            values = [value for _, value in self.readings(layer.line)]
            if values and max(values) > layer.line["usage_cap"]["max"]:
                return "LIMIT_REACHED"
        return "LIMIT_REACHED" if self.claims_used(policy) else None
