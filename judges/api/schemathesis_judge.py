"""Judge: schemathesis holds the running bank to its own OpenAPI document, as a customer and as an
employee."""

import collections
import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
sys.path.append(str(HERE.parent / "custody"))

from judge import Judge, eventually  # noqa: E402

# One number, the same requests. Others are worth a try by hand.
SEED = int(os.environ.get("SEED", "20261124"))
# Requests that are tried for each call and phase.
EXAMPLES_MAX = int(os.environ.get("EXAMPLES", "20"))
# Transfers that wait for the employee.
WAITING = 40
# Wallets from which the customer can pay.
PURSES = 5

# The stream never ends; a pause and a person's end would keep all that follows from happening. All
# three have tests of their own.
LEFT_OUT = ["/api/events", "/api/admin/pause", "/api/admin/users/{id}/retire"]

CONFIG = """
seed = {seed}
hooks = "house_rules"
continue-on-failure = true

[generation]
max-examples = {examples}
database = "none"

[auth.wfc]
path = "people.json"
user = "{user}"
{peers}
"""


class Bank:
    """`bank-custody demo` on free ports, with its data in a directory of its own."""

    def __init__(self, home):
        ports = {name: free_port() for name in ("API", "WEB", "SANDBOX", "IDP")}
        listen = {f"{name}_LISTEN": f"127.0.0.1:{port}" for name, port in ports.items()}
        self.log = open(home / "bank.log", "w", encoding="utf-8")
        self.process = subprocess.Popen(
            [os.environ["BANK_CUSTODY"], "demo", "--data", str(home / "data")],
            cwd=home,
            # Nothing of the surroundings: a demo does not start beside settings of real services.
            env={"PATH": os.environ["PATH"], "RUST_LOG": "warn", **listen},
            stdin=subprocess.DEVNULL,
            stdout=self.log,
            stderr=self.log,
        )
        self.url = f"http://127.0.0.1:{ports['API']}"
        self.sign_in = f"http://127.0.0.1:{ports['IDP']}"
        eventually("the bank is ready", self.is_ready, seconds=60)

    def is_ready(self):
        if self.process.poll() is not None:
            raise RuntimeError(f"the bank ended: {self.process.returncode}")
        try:
            return call("GET", f"{self.url}/readyz")
        except (urllib.error.URLError, ConnectionError):
            return None

    def token(self, **claims):
        """Of one of the demo's people by email, or of anybody else by more."""
        return call("POST", f"{self.sign_in}/_idp/token", body=claims)["access_token"]

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=30)
        self.log.close()


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def call(method, url, token=None, body=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data=data, method=method)
    request.add_header("Content-Type", "application/json")
    if token:
        request.add_header("Authorization", f"Bearer {token}")
    with urllib.request.urlopen(request, timeout=60) as response:
        return json.load(response)


def run(home, url, user, peers):
    """One run of schemathesis: its report, and what was answered."""
    named = f"peers = {json.dumps(peers)}" if peers else ""
    config = CONFIG.format(seed=SEED, examples=EXAMPLES_MAX, user=user, peers=named)
    (home / "schemathesis.toml").write_text(config, encoding="utf-8")
    report, answers = home / f"{user}.json", home / f"{user}.answers"
    command = [sys.executable, "-c", "from schemathesis.cli import schemathesis; schemathesis()"]
    command += ["run", f"{url}/openapi.json", "--checks", "all", "--no-color"]
    command += ["--report", "json", "--report-json-path", str(report)]
    for path in LEFT_OUT:
        command += ["--exclude-path", path]
    paths = [str(HERE), os.environ.get("PYTHONPATH", "")]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(paths), "ANSWERS": str(answers)}
    ended = subprocess.run(command, cwd=home, env=environment, capture_output=True, text=True)
    if ended.returncode:
        print(ended.stdout, ended.stderr, sep="\n", flush=True)
    lines = answers.read_text(encoding="utf-8").splitlines() if answers.exists() else []
    return ended.returncode, json.loads(report.read_text()), [json.loads(line) for line in lines]


def reached(judge, who, answers, calls):
    """Most of these calls were also carried out, not only refused. Which of them is chance: a
    transfer is decided once, and ids differ from run to run."""
    statuses = collections.defaultdict(collections.Counter)
    for answer in answers:
        statuses[answer["call"]][answer["status"]] += 1
    missed = [name for name in calls if not any(200 <= status < 300 for status in statuses[name])]
    for name in missed:
        print(f"note: {who}: {name} was refused each time: {dict(statuses[name])}", flush=True)
    done = len(calls) - len(missed)
    judge.check(f"{who}: most of {len(calls)} calls were carried out", 4 * done >= 3 * len(calls), {
        name: dict(statuses[name]) for name in missed
    })


def main():
    judge = Judge("schemathesis")
    with tempfile.TemporaryDirectory(prefix="judge-api-") as directory:
        home = pathlib.Path(directory)
        bank = Bank(home)
        try:
            judge_all(judge, home, bank)
        finally:
            bank.stop()
    judge.close()


def funded_wallet(bank, token, name):
    """A new wallet with money: its id and address."""
    wallets = f"{bank.url}/api/wallets"
    wallet = call("POST", wallets, token, {"name": name})["id"]
    address = lambda: call("GET", f"{wallets}/{wallet}", token)["address"]  # noqa: E731
    known = eventually(f"{name} has its address", address)
    call("POST", f"{wallets}/{wallet}/test-funds", token, {"amount": "10"})
    return wallet, known


def fill_queue(bank):
    """Transfers that wait for a decision, of a person who is not played here: their ids."""
    bob = bank.token(email="bob@example.com")
    wallet, to_address = funded_wallet(bank, bob, "Bob’s Queue")
    # The demo's threshold is 0.05.
    transfer = {"wallet_id": wallet, "to_address": to_address, "amount": "0.06"}
    sent = [call("POST", f"{bank.url}/api/transfers", bob, transfer) for _ in range(WAITING)]
    return [answer["transfer"]["id"] for answer in sent]


def judge_all(judge, home, bank):
    tokens = {name: bank.token(email=f"{name}@example.com") for name in ("alice", "claire")}
    tokens["stranger"] = bank.token(subject="judge|stranger", email="stranger@elsewhere.example")
    people = [
        {"name": name, "fixedHeaders": [{"name": "Authorization", "value": f"Bearer {token}"}]}
        for name, token in tokens.items()
    ]
    (home / "people.json").write_text(json.dumps({"auth": people}), encoding="utf-8")
    # Wallets with money, grants, transfers of every kind.
    call("POST", f"{bank.url}/api/demo/story", tokens["alice"])

    paying = [funded_wallet(bank, tokens["alice"], f"Purse {number}") for number in range(PURSES)]
    os.environ["PAYING"] = " ".join(wallet for wallet, _ in paying)

    document = call("GET", f"{bank.url}/openapi.json")
    calls = [
        f"{method.upper()} {path}"
        for path, item in document["paths"].items()
        for method in item
        if path not in LEFT_OUT
    ]
    staff = [name for name in calls if " /api/admin/" in name]
    customers = [name for name in calls if name not in staff]
    # What a customer sees is asked for as a stranger, too, whom nobody shares anything with.
    for who, user, peers, own in [
        ("as a customer", "alice", ["alice", "stranger"], customers),
        ("as an employee", "claire", [], staff),
    ]:
        os.environ["WAITING"] = " ".join(fill_queue(bank) if user == "claire" else [])
        status, report, answers = run(home, bank.url, user, peers)
        tested = report["operations"]["tested"]
        judge.check(f"{who}: schemathesis has no objection", status == 0, status)
        judge.check(f"{who}: all {len(calls)} calls were tested", tested == len(calls), report["operations"])
        reached(judge, who, answers, own)
        print(f"ok: {who}: {len(answers)} answers were held to the document", flush=True)
        judge.count += len(answers)


if __name__ == "__main__":
    main()
