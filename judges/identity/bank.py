"""The bank as `bank-custody serve` runs it, with a foreign provider as its issuer and the sandbox
of the environment as its custody."""

import json
import os
import pathlib
import signal
import subprocess
import urllib.error
import urllib.request


class Bank:
    def __init__(self, home, issuer, **variables):
        custody = {
            name: value
            for name, value in os.environ.items()
            if name.startswith("DFNS_") or name == "FX_RATES_URL"
        }
        self.process = subprocess.Popen(
            [os.environ["BANK_CUSTODY"], "serve"],
            cwd=pathlib.Path(home),
            # Nothing else of the surroundings.
            env=custody
            | {
                "PATH": os.environ["PATH"],
                "RUST_LOG": "error",
                "OIDC_ISSUER": issuer,
                "API_LISTEN": "127.0.0.1:0",
                "WEB_LISTEN": "127.0.0.1:0",
                "AUTH0_CLIENT_ID": "web",
                "AUTH0_CLIENT_SECRET": "a-secret-of-the-application",
                "AUTH0_SECRET": "0123456789abcdef0123456789abcdef",
                "DATABASE_URL": "sqlite:bank.db",
            }
            | variables,
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
