"""Mechanisms that know no module."""
