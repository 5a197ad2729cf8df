"""What a judge in Python needs: counted checks, the sandbox's controls, a receiver of webhooks."""

import http.server
import json
import os
import queue
import sys
import threading
import time
import types
import typing
import urllib.error
import urllib.request


class Judge:
    """Counts checks, prints each as it passes, and ends the program at the first that does not."""

    def __init__(self, name):
        self.name = name
        self.count = 0

    def check(self, what, holds, seen=None):
        if not holds:
            print(f"FAILED: {what}; seen: {seen!r}", flush=True)
            sys.exit(1)
        self.count += 1
        print(f"ok {self.count}: {what}", flush=True)

    def equal(self, what, seen, expected):
        self.check(what, seen == expected, seen)

    def refused(self, what, error, status, call):
        """`call` must raise the SDK's error with this status, and a message."""
        try:
            answer = call()
        except error as refusal:
            held = refusal.status_code == status and refusal.message not in ("", "Unknown error")
            self.check(f"{what}: {status}", held, refusal)
            return refusal
        self.check(f"{what}: {status}", False, answer)

    def shaped(self, what, value, shape):
        """`value` has the fields and kinds of an SDK's own answer type, and no others."""
        faults = list(faults_of_shape(value, shape, ""))
        self.check(f"{what} has the shape {shape.__name__}", not faults, faults)

    def close(self):
        print(f"judge {self.name}: {self.count} checks", flush=True)


def camel(name):
    """The SDK's types are snake case, the wire is camel case."""
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def faults_of_shape(value, shape, path):
    """Where `value` differs from a TypedDict, in words."""
    origin, args = typing.get_origin(shape), typing.get_args(shape)
    if shape is typing.Any:
        return
    if typing.is_typeddict(shape):
        if not isinstance(value, dict):
            yield f"{path}: no object"
            return
        fields = {
            camel(name): hint
            for name, hint in typing.get_type_hints(shape, include_extras=True).items()
        }
        for name in value.keys() - fields.keys():
            yield f"{path}.{name}: unknown to the SDK"
        for name, hint in fields.items():
            optional = "NotRequired" in str(typing.get_origin(hint))
            if name in value:
                inner = typing.get_args(hint)[0] if optional else hint
                yield from faults_of_shape(value[name], inner, f"{path}.{name}")
            elif not optional:
                yield f"{path}.{name}: missing"
    elif origin is typing.Literal:
        if value not in args:
            yield f"{path}: {value!r} is none of the documented values"
    elif origin is list:
        if not isinstance(value, list):
            yield f"{path}: no list"
            return
        for index, item in enumerate(value):
            yield from faults_of_shape(item, args[0], f"{path}[{index}]")
    elif origin in (typing.Union, types.UnionType):
        if all(any(True for _ in faults_of_shape(value, one, path)) for one in args):
            yield f"{path}: {value!r} fits no alternative"
    else:
        kind = origin or shape
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            yield f"{path}: {value!r} is no {kind.__name__}"


class Sandbox:
    """Where the sandbox is, its service account, and its controls under `/_sandbox`."""

    def __init__(self):
        self.url = os.environ["DFNS_API_URL"]
        self.token = os.environ["DFNS_AUTH_TOKEN"]
        self.cred_id = os.environ["DFNS_CRED_ID"]
        self.private_key = os.environ["DFNS_PRIVATE_KEY"].replace("\\n", "\n")

    def control(self, method, path, body=None):
        status, answer = self.call(method, f"/_sandbox{path}", body)
        if status != 200:
            raise RuntimeError(f"{method} {path}: {status} {answer}")
        return answer

    def call(self, method, path, body=None, headers=()):
        """A plain HTTP call without any SDK: status and JSON."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data=data, method=method)
        request.add_header("Content-Type", "application/json")
        for name, value in dict(headers).items():
            request.add_header(name, value)
        try:
            with urllib.request.urlopen(request, timeout=20) as response:
                return response.status, json.load(response)
        except urllib.error.HTTPError as refusal:
            return refusal.code, json.loads(refusal.read() or b"null")

    def fund(self, network, address, amount, contract=None):
        body = {"network": network, "address": address, "amount": str(amount)}
        self.control("POST", "/faucet", body | ({"contract": contract} if contract else {}))


class Receiver:
    """A web server on a free port that keeps what is posted to it."""

    def __init__(self):
        deliveries = queue.Queue()

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status = 200 if self.path == "/hook" else 204
                self.send_response(status)
                if status == 200:
                    self.send_header("Content-Length", "0")
                self.end_headers()
                deliveries.put((self.headers, body))

            def log_message(self, *_):
                pass

        self.deliveries = deliveries
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def next(self):
        return self.deliveries.get(timeout=10)

    def close(self):
        self.server.shutdown()


def eventually(what, ask, seconds=10):
    """Asks until the answer is not None."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        answer = ask()
        if answer is not None:
            return answer
        time.sleep(0.02)
    raise TimeoutError(what)
