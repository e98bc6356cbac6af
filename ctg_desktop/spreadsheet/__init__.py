"""Workbooks: what goes out to spreadsheets, and what comes in from them."""
