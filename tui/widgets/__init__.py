"""The widgets: they know records and words, never the desk."""
