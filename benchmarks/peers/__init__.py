"""Other generators on comparable work: `make peers`."""
