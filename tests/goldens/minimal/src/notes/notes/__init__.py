"""The door of notes: the only names that other modules may use."""
