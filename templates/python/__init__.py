"""Sources of the helpers, which are specialised for each output."""
