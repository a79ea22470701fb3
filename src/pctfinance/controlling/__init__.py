"""The controls of a book: which there are, and what they come to in a month."""

from pctfinance.controlling.chapter import Controlling
from pctfinance.controlling.files import controls_of_file
from pctfinance.controlling.registry import ControlRegistry

__all__ = ["ControlRegistry", "Controlling", "controls_of_file"]
