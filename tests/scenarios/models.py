"""Edits of an aggregate, its methods and its imports."""

from scenarios import Edit, Scenario, after, before
from scenarios.places import (
    ANSWER,
    CANCEL,
    HOLD,
    METHOD,
    MODEL,
    NO_SHIP,
    OWN_ANSWER,
    QUESTION,
    REMARK,
    UPHOLD,
    WORDS,
)

SCENARIOS = (
    Scenario(
        "a method beside a new command",
        MODEL,
        (before(MODEL, CANCEL, METHOD),),
        HOLD,
    ),
    Scenario(
        "a method at the end of a class",
        MODEL,
        (before(MODEL, UPHOLD, METHOD),),
        QUESTION,
    ),
    Scenario(
        "an answer beside a new question", MODEL, (Edit(MODEL, ANSWER, OWN_ANSWER),), QUESTION
    ),
    Scenario("an answer whose words change", MODEL, (Edit(MODEL, ANSWER, OWN_ANSWER),), WORDS),
    Scenario(
        "a check where a parameter comes in",
        MODEL,
        (
            after(
                MODEL,
                '            Check.text("reason", reason, low=1, high=500),\n',
                '            Check.text("reason", reason, low=3),\n',
            ),
        ),
        REMARK,
    ),
    Scenario(
        "a parameter of the user's beside a new one",
        MODEL,
        (Edit(MODEL, CANCEL, CANCEL.replace("reason: str,", "reason: str, loud: bool = False,")),),
        REMARK,
    ),
    Scenario(
        "a docstring where a parameter comes in",
        MODEL,
        (Edit(MODEL, '"""Cancel an order.', '"""Cancel an order, for good.'),),
        REMARK,
    ),
    Scenario(
        "methods in another order",
        MODEL,
        (
            Edit(MODEL, f"    def total_is_the_sum(self) -> bool:\n{ANSWER}\n", ""),
            before(
                MODEL,
                "    @classmethod\n    def place(\n",
                f"    def total_is_the_sum(self) -> bool:\n{ANSWER}\n",
            ),
        ),
        HOLD,
    ),
    Scenario(
        "an import next to a new one",
        MODEL,
        (
            Edit(
                MODEL,
                "from typing import Final, Self\n",
                "from decimal import Decimal\nfrom typing import Final, Self\n",
            ),
        ),
        template=(
            Edit(
                MODEL,
                "from typing import Final, Self\n",
                "from datetime import date\nfrom typing import Final, Self\n",
            ),
        ),
    ),
    Scenario(
        "a name in an import that grows",
        MODEL,
        (Edit(MODEL, "import dataclass, replace", "import dataclass, field, replace"),),
        template=(Edit(MODEL, "import dataclass, replace", "import dataclass, fields, replace"),),
    ),
    Scenario(
        "a name in an import from a module that grows",
        MODEL,
        (Edit(MODEL, "import Email, Money, OrderId", "import Email, Money, OrderId, Sku"),),
        template=(
            Edit(MODEL, "import Email, Money, OrderId", "import Currency, Email, Money, OrderId"),
        ),
    ),
    Scenario(
        "a comment above a method that changes",
        MODEL,
        (before(MODEL, CANCEL, "    # Asked for by the warehouse, 2026.\n"),),
        REMARK,
    ),
    Scenario(
        "the same line in two ways",
        MODEL,
        (Edit(MODEL, '"""Cancel an order.', '"""Cancel an order, for good.'),),
        template=(Edit(MODEL, '"""Cancel an order.', '"""Withdraw an order.'),),
        apart=False,
    ),
    Scenario(
        "an edited method whose command is dropped",
        MODEL,
        (
            after(
                MODEL,
                '        state = ORDER_MOVES.after(self.state, "ShipOrder")\n',
                "        warehouse_told = True\n",
            ),
        ),
        NO_SHIP,
        apart=False,
    ),
    Scenario(
        "a removed method that the template changes",
        MODEL,
        (Edit(MODEL, f"    def total_is_the_sum(self) -> bool:\n{ANSWER}\n", ""),),
        WORDS,
        apart=False,
    ),
)
