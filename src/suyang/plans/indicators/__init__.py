"""The registry of indicators: those that come with Suyang, and those that an office defines."""
