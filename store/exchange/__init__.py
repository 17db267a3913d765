"""Files in and out: reader, presets, importer, rejects, exporter."""
