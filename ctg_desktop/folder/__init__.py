"""The files of a data folder and beside it: settings, drafts, logs, copies, outputs."""
