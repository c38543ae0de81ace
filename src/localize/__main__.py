"""`python -m localize` is `localize`."""

from localize.cli import main

main()
