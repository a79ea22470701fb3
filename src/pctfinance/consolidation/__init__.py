"""What it means: positions, duties and aggregates.

Pure functions from what the bodies' ledgers hold to tables. A group's figures are computed from
its bodies on request and are never stored; nothing here can post.
"""
