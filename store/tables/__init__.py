"""The SQL, one subject a file; the only code that writes."""
