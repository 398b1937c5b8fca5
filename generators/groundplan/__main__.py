"""Run the command as `python -m groundplan`."""

from .cli import main

main()
