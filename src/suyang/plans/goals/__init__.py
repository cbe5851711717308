"""Goals of plans: what they are composed of, and whether they are reached."""
