"""Pure rules: facts in, answer out. No SQL, no files, no clock."""
