"""Serve a generated shop and call it over HTTP as a client would: `python tests/demo.py FOLDER`.

Prints the exchange, then stops the service and says how it ended. After that the demo is the
owner: it writes the answer to a question, installs the plugins that came with the project,
chooses another payment gateway by a setting, and serves again.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

PATIENCE = 60  # seconds until the service must answer; a busy machine takes its time


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: str

    def header(self, name: str) -> str:
        """Return a header; empty if it did not come."""
        found = {key.lower(): value for key, value in self.headers.items()}
        return found.get(name.lower(), "")

    def json(self) -> dict[str, object]:
        """Return the body understood."""
        found: dict[str, object] = json.loads(self.body)
        return found


class Client:
    """Calls one service and prints every exchange."""

    def __init__(self, base: str) -> None:
        """Call the service at this address."""
        self.base = base

    def call(self, method: str, path: str, body: object = None, **headers: str) -> Answer:
        """Send one request; headers are given with `_` for `-`."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        answer = self._sent(method, path, body, given)
        said = "".join(f"  {name}: {value}" for name, value in given.items())
        say(f"\n> {method} {path}{said}")
        if body is not None:
            say(f">   {json.dumps(body)}")
        shown = {name: answer.header(name) for name in ("Location", "ETag")}
        kept = "".join(f"  {name}: {value}" for name, value in shown.items() if value)
        say(f"< {answer.status}{kept}")
        if answer.body:
            say(f"<   {answer.body}")
        return answer

    def _sent(self, method: str, path: str, body: object, headers: Mapping[str, str]) -> Answer:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(
            self.base + path,
            data=data,
            method=method,
            headers={"Content-Type": "application/json", **headers},
        )
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as done:
                return Answer(done.status, dict(done.headers), done.read().decode())
        except urllib.error.HTTPError as refusal:
            return Answer(refusal.code, dict(refusal.headers), refusal.read().decode())

    def wait(self, server: "subprocess.Popen[str]", log: Path) -> float:
        """Wait until the service is ready; return the seconds it took, or tell what it logged."""
        begun = time.perf_counter()
        while time.perf_counter() - begun < PATIENCE:
            if server.poll() is not None:
                why = f"the service ended with {server.returncode}"
                break
            with suppress(OSError):  # nobody listens yet, or hangs up
                if self._sent("GET", "/health/ready", None, {}).status == 200:
                    return time.perf_counter() - begun
            time.sleep(0.02)
        else:
            why = f"the service was not ready within {PATIENCE} s"
        raise SystemExit(f"{why}; it said:\n{log.read_text('utf-8')}")


def say(line: str) -> None:
    """Write a line for whoever watches."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def expect(answer: Answer, status: int) -> Answer:
    """Stop the demo if the service says something else."""
    if answer.status != status:
        raise SystemExit(f"{status} was expected, {answer.status} came")
    return answer


def exchange(client: Client) -> None:
    """Use the shop."""
    price = {"amount": "19.90", "currency": "EUR"}
    product = {"sku": "ABC-1234", "name": "A lamp", "price": price}
    expect(client.call("POST", "/catalog/products", product), 201)
    seen = expect(client.call("GET", "/catalog/products/ABC-1234"), 200)
    dearer = {"price": {"amount": "24.90", "currency": "EUR"}}
    change = "/catalog/products/ABC-1234/change-price"
    expect(client.call("POST", change, dearer, If_Match=seen.header("ETag")), 204)
    expect(client.call("POST", change, dearer, If_Match=seen.header("ETag")), 412)  # stale

    order = {
        "customer": "ada@example.org",
        "lines": [{"sku": "ABC-1234", "quantity": 2, "unit_price": price}],
        "total": {"amount": "39.80", "currency": "EUR"},
    }
    placed = expect(client.call("POST", "/ordering/orders", order, Idempotency_Key="one"), 201)
    again = expect(client.call("POST", "/ordering/orders", order, Idempotency_Key="one"), 201)
    if again.json() != placed.json():
        raise SystemExit("the repeated request made a second order")
    other = order | {"note": "Ring twice."}
    expect(client.call("POST", "/ordering/orders", other, Idempotency_Key="one"), 409)
    expect(client.call("POST", f"{placed.header('Location')}/confirm-order"), 204)
    expect(client.call("POST", f"{placed.header('Location')}/confirm-order"), 409)  # illegal move


def payments(client: Client) -> Answer:
    """Take a payment, then try to give it back; return how that went."""
    payment = {
        "order": "01990000-0000-7000-8000-000000000001",
        "amount": {"amount": "39.80", "currency": "EUR"},
    }
    taken = expect(client.call("POST", "/billing/payments", payment), 201)
    return client.call("POST", f"{taken.header('Location')}/refund-payment")


def answered(project: Path) -> None:
    """Write the owner's answer: a payment is refused where the gateway says no."""
    model = project / "src/shop/billing/model.py"
    text = model.read_text("utf-8")
    question = '"""Say whether PaymentRefused happens instead of PaymentTaken."""\n        return '
    if text.count(question) != 1:
        raise SystemExit(f"{model} does not ask whether a payment is refused")
    written = text.replace(f"{question}False", f"{question}not charge")
    model.write_text(written, "utf-8")
    say("\n# billing/model.py, payment_refused: return not charge")


def installed(project: Path) -> None:
    """Install the plugins that came with the project as packages of their own."""
    uv = Path(sys.executable).with_name("uv")
    examples = sorted((project / "examples").iterdir())
    options = ("--quiet", "--no-deps", "--python", ".venv/bin/python")
    subprocess.run([uv, "pip", "install", *options, *examples], cwd=project, check=True)
    say(f"\n$ uv pip install {' '.join(f'examples/{it.name}' for it in examples)}")
    say("$ shop plugins doctor")
    subprocess.run([project / ".venv/bin/shop", "plugins", "doctor"], cwd=project, check=True)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def serving(project: Path, log: Path, **settings: str) -> Iterator[Client]:
    """Serve the project until the block is left; what it logs goes to a file."""
    port = free_port()
    with log.open("w", encoding="utf-8") as lines:
        server = subprocess.Popen(
            [project / ".venv/bin/shop", "serve", "--port", str(port)],
            cwd=project,
            env=os.environ | settings,
            text=True,
            stderr=lines,
        )
        try:
            client = Client(f"http://127.0.0.1:{port}")
            say(f"ready after {client.wait(server, log):.2f} s")
            yield client
        finally:
            server.send_signal(signal.SIGTERM)
            ended = server.wait(timeout=PATIENCE)
    say(f"\nstopped, exit code {ended}")
    if ended:
        raise SystemExit(1)


def heard(log: Path) -> list[str]:
    """Return what plugins logged of refused payments."""
    return [it for it in log.read_text("utf-8").splitlines() if "payment_refused" in it]


def main() -> None:
    """Serve, use, stop; then once more as the owner would have it."""
    project = Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as folder:
        own = {"SHOP_DATABASE_URL": f"sqlite+aiosqlite:///{folder}/shop.db"}
        log = Path(folder) / "log"
        with serving(project, log, **own) as client:
            exchange(client)
            say("\n# The payment gateway of the program says yes to everything.")
            expect(payments(client), 204)
        if heard(log):
            raise SystemExit("a payment was refused that was taken")

        answered(project)
        installed(project)
        own["SHOP_PAYMENT_GATEWAY"] = "contrary"
        say("\n$ SHOP_PAYMENT_GATEWAY=contrary shop serve")
        with serving(project, log, **own) as client:
            expect(payments(client), 409)  # what was refused cannot be given back
        say("\n# Both plugins of the port Alerts heard of it:")
        say("\n".join(heard(log)))
        if len(heard(log)) != 2:
            raise SystemExit("two plugins should have heard of one refused payment")


if __name__ == "__main__":
    main()
