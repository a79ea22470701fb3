"""What is stated beside the ledger and stands until it is stated again: contracts, and savings."""
