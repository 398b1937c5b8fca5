"""What scenarios change: the blueprint on one side, well-known places of files on the other."""

MODEL = "src/shop/ordering/model.py"
HANDLERS = "src/shop/ordering/handlers.py"
SETTINGS = "src/shop/settings.py"
APP, SITE, DOOR = "src/shop/app.py", "src/shop/site.py", "src/shop/ordering/__init__.py"
SCENE = "src/shop/scenario.py"
REPOSITORY = "src/shop/ordering/repository.py"
TESTS = "tests/ordering/order/test_model.py"
PROJECT, README, IGNORE, CI = (
    "pyproject.toml",
    "README.md",
    ".gitignore",
    ".github/workflows/ci.yml",
)

# What the blueprint does.
SHIP = "          ShipOrder:    {emits: OrderShipped, moves: confirmed -> shipped}\n"
HOLD = ((SHIP, f"{SHIP}          HoldOrder: {{emits: OrderHeld, moves: placed -> held}}\n"),)
REMARK = (("{reason: str 1..500}", "{reason: str 1..500, remark: str ..200 optional}"),)
RULE = "          total_is_the_sum: The total equals the sum of quantity x unit_price.\n"
QUESTION = ((RULE, f"{RULE}          is_small: Fewer than ten are ordered.\n"),)
MODULE = (
    (
        "  billing:\n",
        "  shipping:\n    aggregates:\n      Parcel:\n        fields: {weight: int 1..}\n"
        "        commands:\n          SendParcel: {emits: ParcelSent, moves: '[*] -> sent'}\n"
        "    public: [ParcelSent]\n\n  billing:\n",
    ),
)
WORDS = ((RULE, RULE.replace("The total equals", "The total is")),)
NO_SHIP = (
    (SHIP, ""),
    ("            rejects: {AlreadyShipped: [shipped]}\n", ""),
    (
        "              - {given: [OrderPlaced, OrderConfirmed, OrderShipped], "
        "then: AlreadyShipped}\n",
        "",
    ),
)
MORE_PUBLIC = (
    (
        "public: [OrderPlaced, OrderCancelled]",
        "public: [OrderPlaced, OrderShipped, OrderCancelled]",
    ),
)

# What is in the files.
UPHOLD = "    def _uphold(self) -> None:\n"
CANCEL = "    def cancel(self, *, reason: str, stamp: Stamp) -> tuple[Self, OrderCancelled]:\n"
ANSWER = '        """The total equals the sum of quantity x unit_price."""\n        return True\n'
OWN_ANSWER = ANSWER.replace(
    "True", "self.total.amount == sum(it.unit_price.amount * it.quantity for it in self.lines)"
)
ON_CANCEL = "    bus.on_command(CancelOrder, cancel_order, work)\n"
BODY = '    """How large the body of a request may be, in bytes."""\n'
METHOD = (
    "    def is_large(self) -> bool:\n"
    '        """Say so."""\n'
    "        return len(self.lines) > 100\n\n"
)
STARLETTE = '    "starlette>=1.10,<2", # what FastAPI stands on\n'
TABLE_ROW = "| say something else over HTTP |"
