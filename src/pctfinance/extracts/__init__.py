"""Extracts of general ledgers: what one is, and how it becomes lines and balance cells."""
