"""Use cases: ask a rule, record an event, fold it, all in one transaction."""
