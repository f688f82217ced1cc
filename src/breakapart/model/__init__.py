"""The nouns: frozen, typed, without a file, a network or a clock in sight."""
