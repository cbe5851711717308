"""Maps of an indicator: units as tiles, with their figures in a table beside them."""
