"""What leaves the house: a story as a brief, as tables, feeds and documents; nothing of HTTP."""
