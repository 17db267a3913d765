"""The screens, one a file; `tui.places` says which is where."""
