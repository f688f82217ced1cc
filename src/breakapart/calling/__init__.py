"""Reads to fusion calls, expression balance and a verdict on the run."""
