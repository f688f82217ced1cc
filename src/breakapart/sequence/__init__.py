"""Pure algorithms on sequences: no file, no network, no clock."""
