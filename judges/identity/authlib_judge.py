"""Judge: a provider built on Python's authlib signs people in to the bank's API and to its pages. It
differs from the other one: an issuer below a path, ES256 first, several audiences, an API that is
asked for by a scope, claims under standard names, odd keys among the published ones, no way to end
a session, and a start after the bank's."""

import base64
import hashlib
import http.cookiejar
import json
import os
import pathlib
import re
import sys
import tempfile
import urllib.error
import urllib.parse
import urllib.request

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent / "custody"))

from authlib_provider import NAMESPACE, Client, ForeignProvider, Person
from bank import PAGES, Bank, checked
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey
from judge import Judge, eventually

PEOPLE = [
    Person("auth|alice", **{f"{NAMESPACE}email": "alice@example.com", f"{NAMESPACE}name": "Alice"}),
    # Standard names instead, and a truth value as some providers write it.
    Person("auth|bob", email="bob@example.com", name="Bob", email_verified="true"),
    Person("auth|eve", email="eve@example.com", email_verified="false"),
    Person(
        "auth|claire",
        email="claire@example.com",
        roles=["employee"],
        **{f"{NAMESPACE}roles": ["clerk", "EMPLOYEE"]},
    ),
    # A role under a name that anybody's profile may have is none.
    Person("auth|mallory", email="mallory@example.com", roles=["employee"]),
]


class NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


BROWSER = urllib.request.build_opener(NoRedirects)

# What stands for the bank's API at this provider.
API_SCOPE = "api://bank-custody/use"


class Visitor:
    """Somebody's browser at the bank's pages, and at the provider's page in between."""

    def __init__(self, login):
        self.login = login
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(NoRedirects, cookies)

    def open(self, path):
        return self.arrive(f"{PAGES}{path}")

    def post(self, page, path):
        token = re.search('name="form_token" value="([^"]+)"', page[2])[1]
        return self.arrive(f"{PAGES}{path}", urllib.parse.urlencode({"form_token": token}).encode())

    def arrive(self, url, body=None):
        """The page of the bank that all this leads to: its path, status and text."""
        for _ in range(20):
            status, headers, text = self.send(url, body)
            refresh = re.search(r"url=(.*)", headers["Refresh"] or "")
            onward = headers["Location"] or (refresh and refresh[1])
            body = None
            if onward:
                url = urllib.parse.urljoin(url, onward)
            elif url.startswith(PAGES):
                if "dfns" in text.lower():
                    raise RuntimeError(f"{url} names the vendor")
                return urllib.parse.urlparse(url).path, status, text
            elif "<form" in text:
                body = f"login={urllib.parse.quote(self.login)}".encode()
            else:
                raise RuntimeError(f"the provider says {status} {text}")
        raise RuntimeError(f"no page: {url}")

    def send(self, url, body):
        origin = "{0.scheme}://{0.netloc}".format(urllib.parse.urlparse(url))
        request = urllib.request.Request(url, data=body, headers={"Origin": origin} if body else {})
        try:
            answer = self.opener.open(request, timeout=20)
        except urllib.error.HTTPError as other:
            answer = other
        with answer:
            return answer.status, answer.headers, answer.read().decode()


def sign_in(provider, login):
    """Authorization code with PKCE: all tokens."""
    verifier = os.urandom(32).hex()
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=")
    asked = {
        "client_id": Client.id,
        "response_type": "code",
        "redirect_uri": Client.redirect_uri,
        "scope": "openid profile email offline_access",
        "state": os.urandom(8).hex(),
        "nonce": os.urandom(8).hex(),
        "code_challenge": challenge.decode(),
        "code_challenge_method": "S256",
    }
    page = f"{provider.base}/authorize?{urllib.parse.urlencode(asked)}"
    assert b"<form" in BROWSER.open(page, timeout=10).read()
    try:
        BROWSER.open(page, data=f"login={urllib.parse.quote(login)}".encode(), timeout=10)
        raise RuntimeError("the provider did not lead back")
    except urllib.error.HTTPError as redirect:
        back = redirect.headers["Location"]
    answer = dict(urllib.parse.parse_qsl(urllib.parse.urlparse(back).query))
    if not back.startswith(Client.redirect_uri) or answer.get("state") != asked["state"]:
        raise RuntimeError(f"the provider led to {back}")
    return tokens(
        provider,
        grant_type="authorization_code",
        code=answer["code"],
        redirect_uri=Client.redirect_uri,
        code_verifier=verifier,
    )


def tokens(provider, **form):
    request = urllib.request.Request(
        f"{provider.base}/token", data=urllib.parse.urlencode(form).encode()
    )
    basic = base64.b64encode(f"{Client.id}:{Client.secret}".encode()).decode()
    request.add_header("Authorization", f"Basic {basic}")
    with urllib.request.urlopen(request, timeout=10) as response:
        return json.load(response)


def header_of(token):
    return json.loads(base64.urlsafe_b64decode(token.split(".")[0] + "=="))


def published(key, **changes):
    return key.as_dict(private=False) | changes


def odd_keys(shared):
    """Keys that must neither be believed nor keep the good ones from being found."""
    small = RSAKey.generate_key(1024, {"kid": "small", "use": "sig", "alg": "RS256"})
    encryption = RSAKey.generate_key(2048, {"kid": "encryption", "use": "enc"})
    return [
        {"kty": "AKP", "alg": "ML-DSA-44", "kid": "of the future", "pub": "AAAA"},
        {"kid": "no kind"},
        "no key",
        shared.as_dict(private=True),
        published(small),
        published(encryption),
    ]


def main():
    judge = Judge("authlib")
    curve = ECKey.generate_key("P-256", {"kid": "curve", "use": "sig", "alg": "ES256"})
    rsa = RSAKey.generate_key(2048, {"kid": "rsa", "use": "sig", "alg": "RS256"})
    shared = OctKey.generate_key(256, {"kid": "shared", "use": "sig", "alg": "HS256"})
    provider = ForeignProvider(PEOPLE)
    provider.keys = [*odd_keys(shared), published(curve)]
    provider.sign_with(curve, "ES256")
    with tempfile.TemporaryDirectory(prefix="judge-identity-") as home:
        variables = {"AUTH_CLAIMS_NAMESPACE": NAMESPACE, "OIDC_API_SCOPE": API_SCOPE}
        bank = Bank(home, provider.issuer, **variables)
        try:
            before_the_provider(judge, bank, provider, curve)
            people(judge, bank, provider)
            pages(judge, provider)
            settings(judge, provider, variables)
            odd_tokens(judge, bank, provider, curve, shared)
            rotation(judge, bank, provider, curve, rsa)
        finally:
            bank.stop()
    judge.close()


def before_the_provider(judge, bank, provider, curve):
    early = jwt.encode({"alg": "ES256", "kid": "curve"}, {"iss": provider.issuer}, curve)
    judge.equal("without keys the bank is not ready", bank.failed_checks(), ["signing_keys"])
    status, headers, answer = bank.call(early, "GET", "/api/me")
    judge.equal("and says so", (status, answer["code"]), (503, "sign_in_unavailable"))
    judge.check("and when to come again", headers["Retry-After"], headers)
    provider.start()
    eventually("the bank is ready", lambda: not bank.failed_checks() or None, seconds=30)
    judge.equal("once the provider is there the bank is ready", bank.failed_checks(), [])


def people(judge, bank, provider):
    alice = sign_in(provider, "auth|alice")
    access = alice["access_token"]
    kind = header_of(access)
    judge.equal("the access token is ES256", (kind["alg"], kind["typ"]), ("ES256", "at+jwt"))
    _, _, me = bank.call(access, "GET", "/api/me")
    judge.equal("claims under the bank's names", (me["name"], me["email"]), ("Alice", "alice@example.com"))
    bob = sign_in(provider, "auth|bob")["access_token"]
    _, _, me = bank.call(bob, "GET", "/api/me")
    judge.equal("claims under standard names", (me["name"], me["email"]), ("Bob", "bob@example.com"))
    eve = sign_in(provider, "auth|eve")["access_token"]
    judge.equal("a person without a name may come", bank.outcome(eve), "200")

    status, _, wallet = bank.call(access, "POST", "/api/wallets", {"name": "Alice’s Wallet"})
    judge.equal("Alice opens a wallet", status, 201)
    for email, expected in [("BOB@example.com", "201"), ("eve@example.com", "422 grantee_unknown")]:
        grant = {"wallet_id": wallet["id"], "grantee_email": email}
        outcome = bank.outcome(access, "POST", "/api/delegations", grant)
        judge.equal(f"and shares it with {email}", outcome, expected)

    claire = sign_in(provider, "auth|claire")["access_token"]
    judge.equal("an employee among other roles", bank.outcome(claire, path="/api/admin/overview"), "200")
    mallory = sign_in(provider, "auth|mallory")["access_token"]
    _, _, me = bank.call(mallory, "GET", "/api/me")
    judge.equal("roles outside the bank's claims are none", me["roles"], [])
    judge.equal("so no employee", bank.outcome(mallory, path="/api/admin/overview"), "403 forbidden")

    again = tokens(provider, grant_type="refresh_token", refresh_token=alice["refresh_token"])
    _, _, overview = bank.call(again["access_token"], "GET", "/api/wallets")
    judge.equal("after a refresh she is the same", [it["id"] for it in overview["wallets"]], [wallet["id"]])
    judge.equal("the id token opens nothing", bank.outcome(alice["id_token"]), "401 token_invalid")


def pages(judge, provider):
    provider.scopes_asked.clear()
    alice = Visitor("auth|alice")
    home = alice.open("/auth/login?to=/accounts")
    seen = home[0], home[1], "alice@example.com" in home[2], "Alice’s Wallet" in home[2]
    judge.equal("pages: Alice signs in and sees her wallet", seen, ("/accounts", 200, True, True))
    judge.equal(
        "pages: the API is asked for by its scope",
        provider.scopes_asked,
        [f"openid profile email offline_access {API_SCOPE}"],
    )
    claire = Visitor("auth|claire")
    judge.equal("pages: Claire is an employee", claire.open("/auth/login?to=/bank")[:2], ("/bank", 200))
    out = alice.post(home, "/auth/sign-out")
    judge.equal("pages: without a way to end the provider's session ours ends", out[:2], ("/", 200))
    judge.check("pages: and nobody is signed in", "alice@example.com" not in out[2], out[2])


def settings(judge, provider, variables):
    with tempfile.TemporaryDirectory(prefix="judge-identity-check-") as home:
        good = checked(home, provider.issuer, **variables)
        for name in ["issuer.discovery", "issuer.keys", "sign_in.request", "sign_in.application"]:
            judge.equal(f"check: {name} of good settings", good[name], "passed")
        judge.equal("check: no way to end a session", good["issuer.logout"], "warning")
        for what, changed, expected in [
            ("an API asked for by audience", {"OIDC_API_SCOPE": ""}, ("sign_in.request", "status 400")),
            ("another way back", {"APP_BASE_URL": "https://x.example"}, ("sign_in.request", "status 400")),
            ("another secret", {"AUTH0_CLIENT_SECRET": "x"}, ("sign_in.application", "invalid_client")),
        ]:
            found = checked(home, provider.issuer, **(variables | changed))
            name, words = expected
            held = found[name].startswith("failed ") and words in found[name]
            judge.check(f"check: {what} is refused", held, found)


def odd_tokens(judge, bank, provider, curve, shared):
    provider.sign_with(curve, "ES256", issuer=provider.base)
    token = sign_in(provider, "auth|alice")["access_token"]
    judge.equal("an issuer without its slash is another", bank.outcome(token), "401 token_invalid")
    provider.sign_with(curve, "ES256", named=False)
    token = sign_in(provider, "auth|alice")["access_token"]
    judge.check("authlib leaves the key id out for a lone key", "kid" not in header_of(token))
    judge.equal("a token without key id is refused", bank.outcome(token), "401 token_invalid")
    provider.sign_with(shared, "HS256")
    token = sign_in(provider, "auth|alice")["access_token"]
    judge.equal("a published secret signs nothing", bank.outcome(token), "401 token_invalid")
    provider.sign_with(curve, "ES256")
    token = sign_in(provider, "auth|alice")["access_token"]
    judge.equal("the good key among the odd ones counts", bank.outcome(token), "200")


def rotation(judge, bank, provider, curve, rsa):
    old = sign_in(provider, "auth|alice")["access_token"]
    provider.sign_with(rsa, "RS256")
    new = sign_in(provider, "auth|alice")["access_token"]
    believed = lambda token: bank.outcome(token) == "200" or None  # noqa: E731

    provider.keys_elsewhere = [published(rsa)]
    # Three answers that bring no keys; each costs the bank its next try, so it is awaited.
    for what, answer in [
        ("a page", "<html>maintenance</html>"),
        ("a failure", ("{}", 503)),
        ("a redirect", ("", 302, {"Location": f"{provider.base}/elsewhere"})),
    ]:
        asked = []
        provider.instead_of_keys = Counted(answer, asked)
        eventually(f"the bank asks for keys, {what}", lambda: bank.outcome(new) and asked or None)
        judge.equal(f"{what} instead of keys brings none", bank.outcome(new), "401 token_invalid")
        judge.equal("and takes none away", bank.outcome(old), "200")

    provider.instead_of_keys = None
    provider.keys = [published(rsa), published(curve)]
    eventually("the new key is believed", lambda: believed(new))
    judge.equal("another kind of key takes over", bank.outcome(new), "200")
    judge.equal("the first counts while it is published", bank.outcome(old), "200")
    newest = ECKey.generate_key("P-256", {"kid": "newest", "use": "sig", "alg": "ES256"})
    provider.keys = [published(newest), published(rsa)]
    provider.sign_with(newest, "ES256")
    token = sign_in(provider, "auth|alice")["access_token"]
    eventually("the newest key is believed", lambda: believed(token))
    judge.equal("the key that was retired counts no more", bank.outcome(old), "401 token_invalid")
    judge.equal("the one still published does", bank.outcome(new), "200")


class Counted:
    """An answer that notes when it is asked for."""

    def __init__(self, answer, asked):
        self.answer, self.asked = answer, asked

    def __iter__(self):
        self.asked.append(True)
        return iter(self.answer if isinstance(self.answer, tuple) else (self.answer, 200))


if __name__ == "__main__":
    main()
