"""The pages of bringing articles in: one file per question."""
