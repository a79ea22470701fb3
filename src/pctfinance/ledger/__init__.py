"""What happened: events, the lines they produce, and the sums of lines.

Two ledgers a body. The *resource ledger* holds budgetary double entry: where a limit comes from
and what it is set aside for. The figures beside it hold what was spent, drawn and forecast.
"""
