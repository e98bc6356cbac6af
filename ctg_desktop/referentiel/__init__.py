"""The convention as data: reading, taking in and writing the référentiel file (TOML).

The référentiel is what the agglomeration issues, with a version and a date, to all sites:
convention, strategy, lists, structures, institutions and their contacts. Another territory's
convention is another file.
"""
