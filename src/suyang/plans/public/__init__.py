"""The public view: what an office chose to show to everybody, read only."""
