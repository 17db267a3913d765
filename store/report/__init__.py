"""The report for the whole company: one HTML page made of an `Overview`; pure, nothing is read or written here."""
