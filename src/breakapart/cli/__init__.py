"""The door for people and scripts: one file a command, each thin."""
