"""Forty edits as people make them, each beside a change of the blueprint or the template."""

from scenarios import Edit, Scenario, after, before

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
        "              - {given: [OrderPlaced, OrderConfirmed, OrderShipped], then: AlreadyShipped}\n",
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
LAST_METHOD = '\n    def is_large(self) -> bool:\n        """More than a hundred."""\n        return len(self.lines) > 100\n'
STARLETTE = '    "starlette>=1.10,<2", # what FastAPI stands on\n'
TABLE_ROW = "| say something else over HTTP |"

SCENARIOS = (
    Scenario(
        "a method beside a new command",
        MODEL,
        (before(MODEL, CANCEL, LAST_METHOD[1:] + "\n"),),
        HOLD,
    ),
    Scenario(
        "a method at the end of a class",
        MODEL,
        (before(MODEL, UPHOLD, LAST_METHOD[1:] + "\n"),),
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
        "a handler beside a new command",
        HANDLERS,
        (
            before(
                HANDLERS,
                "def register(\n",
                'async def note(order: Order) -> None:\n    """Note."""\n    print(order.id)\n\n\n',
            ),
            after(HANDLERS, ON_CANCEL, "    bus.on_command(Note, note, work)\n"),
        ),
        HOLD,
    ),
    Scenario(
        "a registration where one comes in",
        HANDLERS,
        (before(HANDLERS, ON_CANCEL, "    bus.on_command(Note, note, work)\n"),),
        HOLD,
    ),
    Scenario(
        "a line in a handler whose message grows",
        HANDLERS,
        (before(HANDLERS, "        order, event = order.cancel(", "        audit(command)\n"),),
        REMARK,
    ),
    Scenario(
        "a renamed local in a handler whose message grows",
        HANDLERS,
        (
            Edit(
                HANDLERS,
                "order, event = order.cancel(reason=command.reason",
                "order, fact = order.cancel(reason=command.reason",
            ),
        ),
        REMARK,
    ),
    Scenario(
        "another argument of a call that grows",
        HANDLERS,
        (
            Edit(
                HANDLERS,
                "order.cancel(reason=command.reason, ",
                "order.cancel(reason=command.reason.strip(), ",
            ),
        ),
        REMARK,
    ),
    Scenario(
        "wiring of the user's beside a new module",
        APP,
        (
            after(
                APP,
                "    billing_work = partial(sql_billing_work, database, clock, ids)\n",
                "    mailer = Mailer(settings)\n",
            ),
            after(APP, "    receipts: Receipts\n", "    mailer: Mailer\n"),
            after(APP, "        receipts=SqlReceipts(database),\n", "        mailer=mailer,\n"),
        ),
        MODULE,
    ),
    Scenario(
        "a part of the app beside a new part",
        APP,
        (
            after(APP, "    receipts: Receipts\n", "    mailer: Mailer\n"),
            after(
                APP,
                "        receipts=SqlReceipts(database),\n",
                "        mailer=Mailer(settings),\n",
            ),
        ),
        template=(
            after(APP, "    receipts: Receipts\n", "    relay: Relay\n"),
            after(
                APP, "        receipts=SqlReceipts(database),\n", "        relay=Relay(database),\n"
            ),
        ),
    ),
    Scenario(
        "a step of wiring where a module comes in",
        APP,
        (before(APP, "    register_billing(", "    register_mail(bus)\n"),),
        MODULE,
    ),
    Scenario(
        "a router beside a new module's",
        SITE,
        (
            after(
                SITE,
                "            billing_router(app.bus, app.receipts),\n",
                "            mail_router(app),\n",
            ),
        ),
        MODULE,
    ),
    Scenario(
        "a router where a module's comes in",
        SITE,
        (
            before(
                SITE,
                "            billing_router(app.bus, app.receipts),\n",
                "            mail_router(app),\n",
            ),
        ),
        MODULE,
    ),
    Scenario(
        "an import of a router beside a new module's",
        SITE,
        (
            after(
                SITE,
                "import router as ordering_router\n",
                "from shop.reports.api import router as reports_router\n",
            ),
        ),
        MODULE,
    ),
    Scenario(
        "a setting beside a new one",
        SETTINGS,
        (
            after(
                SETTINGS, BODY, '\n    mail_host: str = "localhost"\n    """Where mail goes."""\n'
            ),
        ),
        template=(
            after(
                SETTINGS,
                BODY,
                '\n    relay_pause: Seconds = 1.0\n    """How long the relay rests."""\n',
            ),
        ),
    ),
    Scenario(
        "another default beside a dropped setting",
        SETTINGS,
        (Edit(SETTINGS, "docs: bool = True", "docs: bool = False"),),
        answers=(("database", "memory"),),
    ),
    Scenario(
        "a test at the end beside a new one",
        TESTS,
        (Edit(TESTS, "", "\n\ndef test_mine() -> None:\n    assert ORDER.lines\n"),),
        template=(Edit(TESTS, "", "\n\ndef test_theirs() -> None:\n    assert ORDER.total\n"),),
    ),
    Scenario(
        "a test beside a new command's",
        TESTS,
        (
            before(
                TESTS,
                "def test_every_question_has_an_answer(",
                "def test_mine() -> None:\n    assert ORDER.lines\n\n\n",
            ),
        ),
        HOLD,
    ),
    Scenario(
        "a dependency beside a new one",
        PROJECT,
        (before(PROJECT, STARLETTE, '    "rich>=15,<16",\n'),),
        template=(before(PROJECT, STARLETTE, '    "redis>=7,<8", # the lock of the relay\n'),),
    ),
    Scenario(
        "a dependency beside a dropped one",
        PROJECT,
        (before(PROJECT, '    "alembic', '    "aiosmtplib>=5,<6",\n'),),
        answers=(("database", "memory"),),
    ),
    Scenario(
        "a rule switched off beside a new one",
        PROJECT,
        (
            after(
                PROJECT,
                '    "A", # a field may be called like a builtin: names are the blueprint\'s\n',
                '    "ANN401",\n',
            ),
        ),
        template=(
            after(
                PROJECT,
                '    "A", # a field may be called like a builtin: names are the blueprint\'s\n',
                '    "ASYNC109", # a timeout is the caller\'s\n',
            ),
        ),
    ),
    Scenario(
        "a row of the README beside a new one",
        README,
        (before(README, TABLE_ROW, "| send mail | `src/shop/mail.py` |\n"),),
        template=(
            before(README, TABLE_ROW, "| look at the outbox | `src/shop/shared/outbox.py` |\n"),
        ),
    ),
    Scenario(
        "an ignored file beside a new one",
        IGNORE,
        (before(IGNORE, ".coverage\n", "*.log\n"),),
        template=(before(IGNORE, ".coverage\n", "*.sqlite\n"),),
    ),
    Scenario(
        "an open name beside a new one",
        DOOR,
        (
            Edit(
                DOOR,
                "import OrderCancelled, OrderPlaced",
                "import OrderCancelled, OrderConfirmed, OrderPlaced",
            ),
            before(DOOR, '    "OrderLine",\n', '    "OrderConfirmed",\n'),
        ),
        MORE_PUBLIC,
    ),
    Scenario(
        "Windows line ends",
        MODEL,
        (Edit(MODEL, ANSWER, OWN_ANSWER),),
        QUESTION,
        crlf=True,
    ),
    Scenario(
        "Windows line ends and nothing else",
        SITE,
        (),
        MODULE,
        crlf=True,
    ),
    Scenario(
        "a subscription beside a new one",
        SCENE,
        (
            after(
                SCENE,
                "    app.event_bus.subscribe(PaymentTaken, hear)\n",
                "    app.event_bus.subscribe(Mailed, hear)\n",
            ),
        ),
        template=(
            after(
                SCENE,
                "    app.event_bus.subscribe(PaymentTaken, hear)\n",
                "    app.event_bus.subscribe(ParcelSent, hear)\n",
            ),
        ),
    ),
    Scenario(
        "neighbours in a call",
        REPOSITORY,
        (
            Edit(
                REPOSITORY,
                "        clock,\n        ids,\n        orders=",
                "        clock.slow(),\n        ids,\n        orders=",
            ),
        ),
        template=(
            Edit(
                REPOSITORY,
                "        clock,\n        ids,\n        orders=",
                "        clock,\n        ids.sorted(),\n        orders=",
            ),
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
