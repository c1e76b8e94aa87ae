"""From the bytes of a document to its text, title, date and outlet."""
