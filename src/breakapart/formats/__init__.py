"""Doors for files: one module a format, and each knows its format's habits."""
