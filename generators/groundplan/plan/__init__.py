"""What an update would do, as data: shown, rehearsed and applied from one and the same plan."""

from .operation import Kind, Operation, Owner
from .plan import Plan

__all__ = ["Kind", "Operation", "Owner", "Plan"]
