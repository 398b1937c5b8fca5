"""Edits of handlers, wiring, settings, tests and of what is no Python."""

from scenarios import Edit, Scenario, after, before
from scenarios.places import (
    ANSWER,
    APP,
    BODY,
    DOOR,
    HANDLERS,
    HOLD,
    IGNORE,
    MODEL,
    MODULE,
    MORE_PUBLIC,
    ON_CANCEL,
    OWN_ANSWER,
    PROJECT,
    QUESTION,
    README,
    REMARK,
    REPOSITORY,
    SCENE,
    SETTINGS,
    SITE,
    STARLETTE,
    TABLE_ROW,
    TESTS,
)

SCENARIOS = (
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
)
