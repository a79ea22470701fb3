"""Costs that several bodies share, and what they recharge each other: paired, never pooled."""

from pctfinance.sharing.chapter import Sharing
from pctfinance.sharing.sides import RechargeAccounts
from pctfinance.sharing.steps import Apportioned, RechargeAnswer

__all__ = ["Apportioned", "RechargeAccounts", "RechargeAnswer", "Sharing"]
