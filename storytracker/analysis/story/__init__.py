"""What the articles of a story say together: claims, origins, timeline."""
