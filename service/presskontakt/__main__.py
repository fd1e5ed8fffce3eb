"""python -m presskontakt."""

from presskontakt.cli import main

main()
