"""What the messages and the model of notes both speak of."""

from typing import NewType
from uuid import UUID

NoteId = NewType("NoteId", UUID)
