"""The use cases: one function per verb, the same for the window and the command line.

A verb takes the unit of work and plain values, writes one gesture through the one door, and
returns its result with the `Changes`. A query returns views. Nothing here knows SQL, Qt or PDF.
"""
