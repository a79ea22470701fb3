"""Controls of a month: named checks with a rule, a source and a severity, one result a body."""
