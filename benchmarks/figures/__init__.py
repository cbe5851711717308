"""Figures of a nation: 3,000 counties, 40 indicators, 36 months, 6 columns; 26 million values."""
