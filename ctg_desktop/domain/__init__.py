"""The trade of a Convention Territoriale Globale: values and pure rules.

Standard library only: no clock, no file, no random. Each entity is one frozen dataclass whose
fields carry their French label, help, kind and rules (see `fields`); forms, tables, sheets,
spreadsheets, the command line and the history read them from there.
"""
