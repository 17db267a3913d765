"""The report for the whole company: one HTML page made of an `Overview`; pure, no files and no SQL."""
