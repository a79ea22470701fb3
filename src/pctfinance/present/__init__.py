"""What a person or a program is shown: tables for the terminal and the notebook, and JSON.

Here, and nowhere below, pence become £000 and £m.
"""
