"""Sealed items: made elsewhere, encrypted on the way and in the database (DESIGN 11).

keys.py      a key in a file; the keys that this installation has
envelope.py  what is encrypted and how: a package of items, the body of one
packing.py   from a folder of item files to a package
loading.py   taking a package in, taking it out of use again
"""
