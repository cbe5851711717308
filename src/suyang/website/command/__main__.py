"""`python -m suyang.website.command`: the command without its script."""

from suyang.website.command import main

main()
