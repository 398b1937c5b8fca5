"""The source of new identities as a port."""

import sys
from typing import Protocol
from uuid import UUID

if sys.version_info >= (3, 14):
    from uuid import uuid7
else:
    from uuid_utils.compat import uuid7


class Ids(Protocol):
    """Makes identities."""

    def new(self) -> UUID:
        """Return an identity that nothing has."""
        ...


class TimeOrderedIds:
    """UUIDs of version 7, which sort by the time they were made.

    Source: RFC 9562, section 5.7.
    """

    def new(self) -> UUID:
        """Return an identity that nothing has."""
        return uuid7()
