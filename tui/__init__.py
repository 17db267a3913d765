"""Everything a person sees: the command line, the desk, its screens and its wording."""

__version__ = "0.1.0"
