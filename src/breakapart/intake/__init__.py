"""Files of other programs become results here: formats read, engines judge, and this room introduces the two."""
