"""The tables that come in: what they must look like, and reading them with their cell addresses."""
