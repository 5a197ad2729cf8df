"""The bank as `bank-custody serve` runs it, pages included, with a foreign provider as its issuer
and the sandbox of the environment as its custody."""

import json
import os
import pathlib
import signal
import socket
import subprocess
import urllib.error
import urllib.request


def free_address():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{listener.getsockname()[1]}"


# Where people find the bank's pages.
PAGES_LISTEN = free_address()
PAGES = f"http://{PAGES_LISTEN}"

# The bank's web front as a provider knows it.
CLIENT_ID = "bank-front"
# Without a blank: RFC 6749, section 2.3.1, writes one as +, which authlib does not read.
CLIENT_SECRET = "a-secret-of-this-judge-and-of-nobody-else"


def settings(issuer, variables):
    """What the bank is told; nothing else of the surroundings."""
    custody = {
        name: value
        for name, value in os.environ.items()
        if name.startswith("DFNS_") or name == "FX_RATES_URL"
    }
    own = {
        "PATH": os.environ["PATH"],
        "RUST_LOG": "error",
        "OIDC_ISSUER": issuer,
        "API_LISTEN": "127.0.0.1:0",
        "WEB_LISTEN": "127.0.0.1:0",
        "APP_BASE_URL": PAGES,
        "AUTH0_CLIENT_ID": CLIENT_ID,
        "AUTH0_CLIENT_SECRET": CLIENT_SECRET,
        "AUTH0_SECRET": "0123456789abcdef0123456789abcdef",
        "DATABASE_URL": "sqlite:bank.db",
    }
    return custody | own | variables


def checked(home, issuer, **variables):
    """What `bank-custody check` says to these settings: each check's outcome, and of a failure the
    variable and the words."""
    command = [os.environ["BANK_CUSTODY"], "check", "--json"]
    environment = settings(issuer, variables)
    ended = subprocess.run(command, cwd=home, env=environment, capture_output=True, text=True)
    findings = json.loads(ended.stdout)["findings"]
    return {
        finding["check"]: finding["outcome"]
        if finding["outcome"] != "failed"
        else f"failed {finding.get('variable')}: {finding['says']}"
        for finding in findings
    }


class Bank:
    def __init__(self, home, issuer, **variables):
        self.process = subprocess.Popen(
            [os.environ["BANK_CUSTODY"], "serve"],
            cwd=pathlib.Path(home),
            env=settings(issuer, {"WEB_LISTEN": PAGES_LISTEN} | variables),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
        )
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"the bank ended with {self.process.wait()}")
        self.url = line.removeprefix("listening on ").strip()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=30)

    def call(self, token, method, path, body=None):
        """Status, headers, JSON. No answer may name the custody vendor."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.url}{path}", data=data, method=method)
        request.add_header("Content-Type", "application/json")
        if token is not None:
            request.add_header("Authorization", f"Bearer {token}")
        try:
            with urllib.request.urlopen(request, timeout=20) as response:
                status, headers, text = response.status, response.headers, response.read()
        except urllib.error.HTTPError as refusal:
            status, headers, text = refusal.code, refusal.headers, refusal.read()
        if b"dfns" in (text + str(headers).encode()).lower():
            raise RuntimeError(f"{method} {path} names the vendor: {headers} {text!r}")
        return status, headers, json.loads(text) if text else None

    def outcome(self, token, method="GET", path="/api/me", body=None):
        """`200`, or of a refusal its code, too: `401 token_expired`."""
        status, headers, answer = self.call(token, method, path, body)
        if status < 400:
            return str(status)
        problem = headers["Content-Type"] == "application/problem+json"
        return f"{status} {answer['code']}" if problem else f"{status} without a problem"

    def failed_checks(self):
        """What the bank's readiness complains of."""
        _, _, answer = self.call(None, "GET", "/readyz")
        return [check["name"] for check in answer["checks"] if not check["ok"]]
