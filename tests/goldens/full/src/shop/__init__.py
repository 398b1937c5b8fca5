"""Sells products online."""
