"""What schemathesis is told about this API beside its OpenAPI document: a module of hooks.

Two checks of our own, what a schema cannot say, and a record of what was answered (one JSON line
a response, in the file that `ANSWERS` names).
"""

import json
import os
import re

import schemathesis

PROBLEM = "application/problem+json"

# Refusals of well-formed requests: they rest on what exists, or on what was sent before.
ABOUT_THE_WORLD = {
    "grantee_unknown",
    "grantee_ambiguous",
    "idempotency_key_reused",
    "insufficient_funds",
    "limit_above_threshold",
    "share_with_self",
}

# Faults of fields that no schema can describe: lists elsewhere, checksums, scripts of the world,
# one field that depends on another, a cursor that was not given out.
BEYOND_SCHEMAS = {
    "address_checksum",
    "address_own_contract",
    "address_zero",
    "amount_too_large",
    "amount_too_precise",
    "amount_zero",
    "bad_cursor",
    "conflict",
    "invalid_email",
    "limit_without_transfer",
    "no_test_funds",
    "out_of_range",
    "text_empty",
    "text_invisible_characters",
    "text_outer_space",
    "unknown_asset",
    "unknown_network",
}


# The body of a transfer.
NEEDED = {"wallet_id", "to_address", "amount"}
TRANSFER = NEEDED | {"asset"}
ADDRESS = "0x[0-9a-fA-F]{40}"
HASH = "[0-9a-f]{64}"
AMOUNT = r"(0|[1-9][0-9]*)(\.[0-9]+)?"


@schemathesis.check
def problem_is_documented(ctx, response, case):
    """Every refusal is a problem whose code the document lists for this call and status."""
    if response.status_code < 400 or case.operation.label.endswith("/readyz"):
        return
    responses = case.operation.definition.raw["responses"]
    if str(response.status_code) not in responses:
        return  # `status_code_conformance` says so.
    content = responses[str(response.status_code)]["content"]
    assert PROBLEM in content, f"{response.status_code} is not documented as a problem"
    problem = response.json()
    assert problem["status"] == response.status_code, f"says {problem['status']}"
    assert problem["code"] in content[PROBLEM]["examples"], (
        f"code {problem['code']} is not documented for {response.status_code}"
    )


@schemathesis.check
def vendor_is_not_named(ctx, response, case):
    """No answer names the custody vendor."""
    everything = response.content.lower() + repr(response.headers).lower().encode()
    assert b"dfns" not in everything, "the custody vendor is named"


@schemathesis.hook
def map_body(context, body):
    """Some of the well-formed transfers and decisions could be carried out: nobody guesses a
    checksum, or a wallet with an amount that it has. Those wallets are in `PAYING`."""
    if not isinstance(body, dict):
        return body
    if re.fullmatch(HASH, str(body.get("body_hash"))) and body.keys() <= {"body_hash", "comment"}:
        # Nor what a transfer's body hashes to.
        return {name: value for name, value in body.items() if name != "body_hash"}
    if body.keys() - TRANSFER or not NEEDED <= body.keys():
        return body
    texts = [body[name] for name in NEEDED]
    if all(isinstance(text, str) for text in texts) and re.fullmatch(ADDRESS, body["to_address"]):
        body["to_address"] = body["to_address"].lower()
        place = sum("".join(texts).encode())
        paying = os.environ["PAYING"].split()
        if paying and place % 2 and re.fullmatch(AMOUNT, body["amount"]):
            body |= {"wallet_id": paying[place % len(paying)], "amount": "0.000001", "asset": None}
    return body


@schemathesis.hook
def map_path_parameters(context, path_parameters):
    """Some decisions are about transfers that wait for one: their ids are in `WAITING`."""
    waiting = os.environ["WAITING"].split()
    # Each kind of decision has its own: what is approved cannot be rejected.
    if context.operation.path.endswith("/approve"):
        waiting = waiting[::2]
    elif context.operation.path.endswith("/reject"):
        waiting = waiting[1::2]
    about_transfers = context.operation.path.startswith("/api/admin/transfers/{id}")
    if waiting and about_transfers and "id" in path_parameters:
        place = sum(str(path_parameters["id"]).encode())
        if place % 3:
            path_parameters["id"] = waiting[place % len(waiting)]
    return path_parameters


@schemathesis.hook
def filter_failure(context, failure, case, response):
    """Keeps a failure unless a well-formed request was refused for what no schema can say."""
    if type(failure).__name__ != "RejectedPositiveData":
        return True
    problem = response.json()
    if problem["code"] in ABOUT_THE_WORLD:
        return False
    faults = {fault["code"] for fault in problem.get("errors", [])}
    return not faults or not faults <= BEYOND_SCHEMAS


@schemathesis.hook
def after_call(context, case, response):
    answer = {"call": case.operation.label, "status": response.status_code}
    if response.request.method != case.operation.method.upper():
        answer["call"] = "another method"
    with open(os.environ["ANSWERS"], "a", encoding="utf-8") as answers:
        answers.write(json.dumps(answer) + "\n")
