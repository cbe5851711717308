"""What `make bench` runs: each figure beside a named floor that was measured in the same run."""
