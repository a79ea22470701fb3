"""Where a book is kept: an append-only, hash-chained log of events in SQLite.

This room knows documents, chains and transactions. What a document means is for the rooms below
and for the book.
"""
