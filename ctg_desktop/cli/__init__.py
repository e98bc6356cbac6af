"""The command line: the same use cases without a window, in French.

`ctg_desktop.cli.program.run` is the door; importing this package loads nothing.
"""
