"""`python -m breakapart`."""

from breakapart.cli.main import run

run()
