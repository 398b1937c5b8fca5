"""Refusals: their facts, their texts, and that they survive a process border."""

import pickle

from shop.shared.errors import (
    AlreadyExists,
    ConcurrentChange,
    DomainError,
    IllegalMove,
    Invalid,
    NotFound,
    Rejected,
    Unavailable,
    Unsure,
)


class TooLate(Rejected):
    """The door is closed."""


class Unexplained(Rejected):
    """What `python -OO` leaves of a docstring: nothing."""


Unexplained.__doc__ = None


def errors() -> list[tuple[DomainError, dict[str, object], str]]:
    return [
        (
            NotFound("parcel", 7),
            {"resource": "parcel", "identity": 7},
            "there is no parcel 7",
        ),
        (
            NotFound("parcel", "7\nERROR forged"),
            {"resource": "parcel", "identity": "7\nERROR forged"},
            r"there is no parcel '7\nERROR forged'",
        ),
        (
            AlreadyExists("parcel", "label"),
            {"resource": "parcel", "field": "label"},
            "another parcel has this label",
        ),
        (
            Invalid(
                "Parcel", ["weight: must be at least 1", "label: must have at most 9 characters"]
            ),
            {
                "subject": "Parcel",
                "problems": ("weight: must be at least 1", "label: must have at most 9 characters"),
            },
            "Parcel is not valid: weight: must be at least 1; label: must have at most 9 characters",
        ),
        (
            TooLate("SendParcel"),
            {"command": "SendParcel"},
            "SendParcel was refused: The door is closed.",
        ),
        (
            Unexplained("SendParcel"),
            {"command": "SendParcel"},
            "SendParcel was refused: Unexplained",
        ),
        (
            IllegalMove("SendParcel", "sent", ["packed", "returned"]),
            {"command": "SendParcel", "state": "sent", "allowed": ("packed", "returned")},
            "SendParcel is not possible in state sent, only in packed or returned",
        ),
        (
            IllegalMove("SendParcel", "sent", []),
            {"command": "SendParcel", "state": "sent", "allowed": ()},
            "SendParcel is not possible in state sent, only in none",
        ),
        (
            ConcurrentChange("parcel", 7, 2, 3),
            {"resource": "parcel", "identity": 7, "expected": 2, "actual": 3},
            "parcel 7 was changed by somebody else: version 2 expected, 3 found",
        ),
        (
            Unavailable("the scale"),
            {"what": "the scale"},
            "the scale does not answer; try again later",
        ),
        (
            Unsure("the scale"),
            {"what": "the scale"},
            "the scale fell silent; look whether it was carried out, then try again",
        ),
    ]


def test_a_refusal_has_its_facts_and_says_them() -> None:
    for error, facts, text in errors():
        assert vars(error) == facts
        assert error.args == tuple(facts.values())
        assert str(error) == text


def test_a_refusal_survives_pickling() -> None:
    for error, _, _ in errors():
        back = pickle.loads(pickle.dumps(error))

        assert type(back) is type(error)
        assert vars(back) == vars(error)
        assert str(back) == str(error)
