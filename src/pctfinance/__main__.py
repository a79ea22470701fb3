"""`python -m pctfinance` is `pctfinance`."""

from pctfinance.cli import main

__all__: list[str] = []

if __name__ == "__main__":
    main()
