"""Figures: kept as arrays, added up through the dated tree, read for pages.

`cells` numbers alone; `adding` what children and months make together; `rollup` writes; `reports`
and `sources` say what a unit itself stands for; `rebuild` lays all anew; `queries` is what pages
read; `suppression` keeps small numbers from strangers.
"""
