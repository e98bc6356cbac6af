"""Checking a base against its log, restoring a copy of it, salvaging a damaged one."""
