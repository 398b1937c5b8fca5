"""Templates that were moved since a release: a path in `template/` is public.

A project holds what its templates once printed, so a template keeps its identity when it is
moved: it is declared here, in the commit that moves it, and stays for ever. A template that
is dropped, or new, needs no declaration; one that is split keeps its identity in the part
that carries on, the others are new.

Shape: the path below the root of the repository, before and after.
"""

from collections.abc import Mapping

RENAMES: Mapping[str, str] = {}
