"""The vendor's Python SDK, unchanged, against the sandbox."""

import hashlib
import hmac
import json
import time

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from dfns_sdk import DfnsClient, DfnsClientConfig, DfnsError
from dfns_sdk.auth import KeySigner
from dfns_sdk.base_auth_api import BaseAuthApi
from dfns_sdk.generated.wallets import types as wallet_types
from dfns_sdk.generated.webhooks import types as webhook_types
from judge import Judge, Receiver, Sandbox, eventually

NETWORK = "EthereumSepolia"
USDC = "0x1c7d4b196cb0c7b01d743fbc6116a902379c7238"
STRANGER = "0xb282dc7cde21717f18337a596e91ded00b79b25f"
ETHER = 10**18

KEYS = {
    "Ed25519": ed25519.Ed25519PrivateKey.generate,
    "P-256": lambda: ec.generate_private_key(ec.SECP256R1()),
    "RSA": lambda: rsa.generate_private_key(public_exponent=65537, key_size=2048),
}

sandbox = Sandbox()
judge = Judge("python-sdk")


def pem(key):
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()


def register(key, **more):
    """A credential of the sandbox for this key."""
    public = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return sandbox.control("POST", "/credentials", {"publicKey": public.decode(), **more})


def client_of(credential, key):
    signer = KeySigner(credential["credId"], pem(key))
    config = DfnsClientConfig(credential["token"], base_url=sandbox.url, signer=signer)
    return DfnsClient(config)


def mode(answer):
    sandbox.control("PUT", f"/networks/{NETWORK}/mode", answer)


def transfer_shape(what, transfer):
    # The SDK types this one field as an object; the documentation and its own enums say text.
    judge.equal(f"{what} names its network", transfer["network"], NETWORK)
    judge.shaped(what, transfer | {"network": {}}, wallet_types.TransferAssetResponse)


def judge_wallets(dfns, kind):
    body = {
        "network": NETWORK,
        "name": "Alice’s Wallet",
        "externalId": f"customer-{kind}",
        "tags": ["tier:retail", kind],
    }
    wallet = dfns.wallets.create_wallet(body)
    judge.shaped(f"{kind}: created wallet", wallet, wallet_types.CreateWalletResponse)
    judge.equal(f"{kind}: the name keeps its apostrophe", wallet["name"], "Alice’s Wallet")
    judge.equal(f"{kind}: external id kept", wallet["externalId"], body["externalId"])
    judge.equal(f"{kind}: tags kept", wallet["tags"], body["tags"])
    judge.equal(f"{kind}: key scheme", wallet["signingKey"]["scheme"], "ECDSA")
    known = {wallet["id"]}
    for number in range(4):
        known.add(dfns.wallets.create_wallet({"network": NETWORK, "name": f"n{number}"})["id"])
    read = dfns.wallets.get_wallet(wallet["id"])
    judge.equal(f"{kind}: the wallet reads as it was created", read, wallet)
    seen, pages, query = [], 0, {"limit": 2}
    while True:
        page = dfns.wallets.list_wallets(query)
        seen += [item["id"] for item in page["items"]]
        pages += 1
        if "nextPageToken" not in page:
            break
        query = {"limit": 2, "paginationToken": page["nextPageToken"]}
    judge.check(f"{kind}: paging finds every wallet", known <= set(seen), seen)
    judge.check(f"{kind}: paging repeats none", len(set(seen)) == len(seen) and pages > 1, seen)
    renamed = dfns.wallets.update_wallet(wallet["id"], {"name": "Ersparnisse für Zoë"})
    judge.equal(f"{kind}: renamed", renamed["name"], "Ersparnisse für Zoë")
    cleared = dfns.wallets.update_wallet(wallet["id"], {"externalId": None})
    judge.check(f"{kind}: null clears a field", "externalId" not in cleared, cleared)
    judge.equal(f"{kind}: the other field stays", cleared["name"], "Ersparnisse für Zoë")
    added = dfns.wallets.tag_wallet(wallet["id"], {"tags": ["vip"]})
    judge.equal(f"{kind}: tagging answers an object", added, {})
    tags = dfns.wallets.get_wallet(wallet["id"])["tags"]
    judge.equal(f"{kind}: the tag is there", tags, [*body["tags"], "vip"])
    judge.equal(
        f"{kind}: untagging, a DELETE with a body",
        dfns.wallets.untag_wallet(wallet["id"], {"tags": ["vip", kind]}),
        {},
    )
    tags = dfns.wallets.get_wallet(wallet["id"])["tags"]
    judge.equal(f"{kind}: the tags are gone", tags, ["tier:retail"])
    return wallet


def confirmed(dfns, wallet, transfer):
    def ask():
        now = dfns.wallets.get_transfer(wallet["id"], transfer["id"])
        return now if now["status"] == "Confirmed" else None

    return eventually("a confirmed transfer", ask)


def judge_transfers(dfns, kind, wallet):
    sandbox.fund(NETWORK, wallet["address"], ETHER)
    sandbox.fund(NETWORK, wallet["address"], 5_000_000, USDC)
    native = {"kind": "Native", "to": STRANGER, "amount": "1000", "externalId": f"pay-{kind}"}
    first = dfns.wallets.transfer_asset(wallet["id"], native)
    transfer_shape(f"{kind}: native transfer", first)
    judge.check(f"{kind}: it has a hash", first["txHash"].startswith("0x"), first)
    judge.equal(f"{kind}: it echoes the request", first["requestBody"], native)
    done = confirmed(dfns, wallet, first)
    transfer_shape(f"{kind}: confirmed transfer", done)
    judge.check(f"{kind}: its fee is a number of base units", done["fee"].isdigit(), done)
    again = dfns.wallets.transfer_asset(wallet["id"], native)
    judge.equal(f"{kind}: the same externalId is the same entity", again["id"], first["id"])
    refusal = judge.refused(
        f"{kind}: the same externalId with another body",
        DfnsError,
        409,
        lambda: dfns.wallets.transfer_asset(wallet["id"], native | {"amount": "1001"}),
    )
    judge.equal(
        f"{kind}: the conflict names the duplicate",
        refusal.details,
        {"duplicate": {"id": first["id"], "externalId": native["externalId"]}},
    )
    token = {"kind": "Erc20", "contract": USDC, "to": STRANGER, "amount": "2000000"}
    sent = dfns.wallets.transfer_asset(wallet["id"], token)
    transfer_shape(f"{kind}: token transfer", sent)
    confirmed(dfns, wallet, sent)
    page = dfns.wallets.list_transfers(wallet["id"], {"limit": 1})
    judge.shaped(f"{kind}: page of transfers", page, wallet_types.ListTransfersResponse)
    judge.equal(f"{kind}: newest transfer first", page["items"][0]["id"], sent["id"])
    rest = dfns.wallets.list_transfers(
        wallet["id"], {"limit": 1, "paginationToken": page["nextPageToken"]}
    )
    judge.equal(f"{kind}: then the older", [t["id"] for t in rest["items"]], [first["id"]])
    return done


def judge_abort(dfns, kind, wallet):
    body = {"kind": "Native", "to": STRANGER, "amount": "7"}
    mode({"mode": "pending"})
    held = dfns.wallets.transfer_asset(wallet["id"], body)
    transfer_shape(f"{kind}: waiting transfer", held)
    judge.equal(f"{kind}: it waits", held["status"], "Pending")
    aborted = dfns.wallets.abort_transfer(wallet["id"], held["id"])
    transfer_shape(f"{kind}: aborted transfer", aborted)
    judge.check(
        f"{kind}: an aborted transfer failed off chain",
        aborted["status"] == "Failed" and "txHash" not in aborted and aborted["reason"],
        aborted,
    )
    mode({"mode": "immediate"})
    sent = dfns.wallets.transfer_asset(wallet["id"], body)
    judge.refused(
        f"{kind}: too late to abort",
        DfnsError,
        412,
        lambda: dfns.wallets.abort_transfer(wallet["id"], sent["id"]),
    )
    confirmed(dfns, wallet, sent)


def judge_reads(dfns, kind, wallet, done):
    assets = dfns.wallets.get_wallet_assets(wallet["id"], {"netWorth": "true"})
    judge.shaped(f"{kind}: assets", assets, wallet_types.GetWalletAssetsResponse)
    held = {asset["kind"]: asset for asset in assets["assets"]}
    judge.equal(f"{kind}: tokens left", held["Erc20"]["balance"], "3000000")
    judge.equal(f"{kind}: token known", (held["Erc20"]["symbol"], held["Erc20"]["decimals"]), ("USDC", 6))
    judge.check(f"{kind}: ether left", int(held["Native"]["balance"]) < ETHER - 1000, held)
    judge.check(f"{kind}: net worth in USD", assets["netWorth"]["USD"] > 0, assets)
    history = dfns.wallets.get_wallet_history(wallet["id"], {"limit": 50})
    judge.shaped(f"{kind}: history", history, wallet_types.GetWalletHistoryResponse)
    both = {(item["kind"], item["direction"]) for item in history["items"]}
    expected = {(k, d) for k in ("NativeTransfer", "Erc20Transfer") for d in ("In", "Out")}
    judge.equal(f"{kind}: both kinds and both directions", both, expected)
    own = [item for item in history["items"] if item["txHash"] == done["txHash"]]
    judge.equal(f"{kind}: the transfer is in the history once", [i["value"] for i in own], ["1000"])
    judge.equal(f"{kind}: with the same fee", own[0]["fee"], done["fee"])
    incoming = dfns.wallets.get_wallet_history(wallet["id"], {"direction": "In"})
    judge.equal(f"{kind}: filter by direction", len(incoming["items"]), 2)
    fees = dfns.networks.estimate_fees({"network": NETWORK})
    judge.equal(f"{kind}: kind of fees", fees["kind"], "Eip1559")
    caps = [int(fees[speed]["maxFeePerGas"]) for speed in ("slow", "standard", "fast")]
    judge.check(f"{kind}: fees rise with speed", caps == sorted(set(caps)), caps)


def judge_webhooks(dfns, kind):
    receiver = Receiver()
    body = {"url": f"{receiver.url}/hook", "events": ["*"], "description": "judge – ping"}
    made = dfns.webhooks.create_webhook(body)
    judge.shaped(f"{kind}: created webhook", made, webhook_types.CreateWebhookResponse)
    judge.equal(f"{kind}: enabled unless told otherwise", made["status"], "Enabled")
    secret = made.pop("secret")
    judge.check(f"{kind}: the secret is shown at creation", secret.startswith("whs-"), secret)
    judge.equal(f"{kind}: and only there", dfns.webhooks.get_webhook(made["id"]), made)
    second = dfns.webhooks.create_webhook(
        {"url": f"{receiver.url}/other", "events": ["wallet.transfer.confirmed"]}
    )
    page = dfns.webhooks.list_webhooks({"limit": 1})
    judge.shaped(f"{kind}: page of webhooks", page, webhook_types.ListWebhooksResponse)
    rest = dfns.webhooks.list_webhooks({"limit": 1, "paginationToken": page["nextPageToken"]})
    listed = {item["id"] for item in page["items"] + rest["items"]}
    judge.equal(f"{kind}: both are listed", listed, {made["id"], second["id"]})

    answer = dfns.webhooks.ping_webhook(made["id"])
    judge.shaped(f"{kind}: answer to a ping", answer, webhook_types.PingWebhookResponse)
    judge.equal(f"{kind}: the ping arrived", answer, {"status": "200"})
    headers, delivered = receiver.next()
    expected = hmac.new(secret.encode(), delivered, hashlib.sha256).hexdigest()
    judge.equal(
        f"{kind}: signed over the bytes sent",
        headers["X-DFNS-WEBHOOK-SIGNATURE"],
        f"sha256={expected}",
    )
    event = json.loads(delivered)
    required = {"id", "date", "timestampSent", "deliveryAttempt", "kind", "data"}
    judge.equal(f"{kind}: fields of a delivery", set(event), required)
    judge.check(f"{kind}: sent just now", abs(time.time() - event["timestampSent"]) < 300, event)

    failed = dfns.webhooks.ping_webhook(second["id"])
    judge.check(
        f"{kind}: a ping that is not answered 200 says so",
        failed["status"] == "204" and "error" in failed,
        failed,
    )
    off = dfns.webhooks.update_webhook(made["id"], {"status": "Disabled"})
    judge.shaped(f"{kind}: updated webhook", off, webhook_types.UpdateWebhookResponse)
    judge.equal(f"{kind}: disabled", (off["status"], off["url"]), ("Disabled", made["url"]))
    for webhook in (made, second):
        gone = dfns.webhooks.delete_webhook(webhook["id"])
        judge.equal(f"{kind}: webhook deleted", gone, {"deleted": True})
    judge.refused(
        f"{kind}: a deleted webhook is unknown",
        DfnsError,
        404,
        lambda: dfns.webhooks.get_webhook(made["id"]),
    )
    receiver.close()


def judge_refusals(kind, generate, dfns, credential, wallet):
    wrong = client_of(credential, generate())
    create = {"network": NETWORK}
    judge.refused(f"{kind}: wrong key", DfnsError, 401, lambda: wrong.wallets.create_wallet(create))
    stranger = client_of(credential | {"token": "eyJ.not.known"}, generate())
    judge.refused(f"{kind}: unknown token", DfnsError, 401, stranger.wallets.list_wallets)
    key = generate()
    expired = client_of(register(key, secondsValid=0), key)
    judge.refused(f"{kind}: expired token, reading", DfnsError, 401, expired.wallets.list_wallets)
    judge.refused(
        f"{kind}: expired token, signing",
        DfnsError,
        401,
        lambda: expired.wallets.create_wallet(create),
    )

    def action(payload):
        challenge = BaseAuthApi.create_user_action_challenge(
            dfns._http, "POST", "/wallets", json.dumps(payload)
        )
        answer = {
            "challengeIdentifier": challenge["challengeIdentifier"],
            "firstFactor": dfns._config.signer.sign(challenge),
        }
        signed = BaseAuthApi.sign_user_action_challenge(dfns._http, answer)
        return signed["userAction"], answer

    def send(payload, token):
        return lambda: dfns._http.request_with_user_action(
            "POST", "/wallets", body=payload, user_action=token
        )

    token, answer = action(create)
    judge.refused(
        f"{kind}: challenge answered twice",
        DfnsError,
        400,
        lambda: BaseAuthApi.sign_user_action_challenge(dfns._http, answer),
    )
    made = send(create, token)()
    judge.equal(f"{kind}: the action token works once", made["network"], NETWORK)
    refusal = judge.refused(f"{kind}: and not twice", DfnsError, 400, send(create, token))
    judge.equal(
        f"{kind}: in the documented words",
        refusal.message,
        "user action has already been used",
    )
    token, _ = action(create)
    tampered = create | {"name": "somebody else"}
    judge.refused(f"{kind}: tampered body", DfnsError, 403, send(tampered, token))
    judge.refused(f"{kind}: that token is burned", DfnsError, 400, send(create, token))
    judge.refused(f"{kind}: no action token", DfnsError, 403, send(create, ""))
    judge.refused(
        f"{kind}: unknown wallet",
        DfnsError,
        404,
        lambda: dfns.wallets.get_wallet("wa-00000-00000-0000000000000000"),
    )
    judge.refused(
        f"{kind}: unknown field",
        DfnsError,
        400,
        lambda: dfns.wallets.create_wallet(create | {"colour": "red"}),
    )
    judge.refused(
        f"{kind}: amount that is no integer",
        DfnsError,
        400,
        lambda: dfns.wallets.transfer_asset(
            wallet["id"], {"kind": "Native", "to": STRANGER, "amount": "0.1"}
        ),
    )


for kind, generate in KEYS.items():
    key = generate()
    credential = register(key)
    dfns = client_of(credential, key)
    wallet = judge_wallets(dfns, kind)
    done = judge_transfers(dfns, kind, wallet)
    judge_abort(dfns, kind, wallet)
    judge_reads(dfns, kind, wallet, done)
    judge_webhooks(dfns, kind)
    judge_refusals(kind, generate, dfns, credential, wallet)
    dfns.close()

account = KeySigner(sandbox.cred_id, sandbox.private_key)
config = DfnsClientConfig(sandbox.token, base_url=sandbox.url, signer=account)
with DfnsClient(config) as dfns:
    wallet = dfns.wallets.create_wallet({"network": "BaseSepolia"})
    judge.equal("the service account that was printed signs too", wallet["network"], "BaseSepolia")
judge.close()
