"""Everything that is true without a screen: rules, records, the journal and the tables.

Nothing here knows Textual. Names are imported where they are used, so that
``import store`` costs nothing at start.
"""
