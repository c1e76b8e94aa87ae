"""Who says what in a text: quotations, attributions, speakers, stances."""
