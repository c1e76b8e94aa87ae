"""The read API: what the pages show, as documents, for programs; nothing is changed through it."""
