"""Templates that were moved or dropped since a release: a path in `template/` is public.

A project holds what its templates once printed, so a template keeps its identity when it is
moved: it is declared here, in the commit that moves it, and stays for ever. One that is
split keeps its identity in the part that carries on; the others are new. What is dropped is
declared too, so that nothing is moved by oversight.

Shape: paths below the root of the repository; `RENAMES` is the one before -> the one after.
"""

from collections.abc import Mapping

RENAMES: Mapping[str, str] = {}
DROPPED: frozenset[str] = frozenset()
