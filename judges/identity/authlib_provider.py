"""An OpenID provider built on authlib, as its documentation says: below a path, with access tokens
as RFC 9068 has them. What authlib does not bring is written here: the login page, the discovery
document, and the published keys."""

import logging
import os
import threading
import time

# authlib insists on https elsewhere.
os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"

import flask
import werkzeug.serving
from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749 import grants
from authlib.oauth2.rfc6749.models import ClientMixin, TokenMixin
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oauth2.rfc9068 import JWTBearerTokenGenerator
from authlib.oidc.core.grants import OpenIDCode
from authlib.oidc.core.models import AuthorizationCodeMixin
from bank import CLIENT_ID, CLIENT_SECRET, PAGES
from joserfc.jwk import KeySet

# Not each request.
logging.getLogger("werkzeug").setLevel(logging.ERROR)

AUDIENCE = "https://bank-custody-api"
NAMESPACE = "https://claims.bank.example/v2/"
PATH = "/tenants/bank"


class Client(ClientMixin):
    """The bank's front."""

    id, secret = CLIENT_ID, CLIENT_SECRET
    redirect_uri = f"{PAGES}/auth/callback"

    def get_client_id(self):
        return self.id

    def get_default_redirect_uri(self):
        return self.redirect_uri

    def get_allowed_scope(self, scope):
        return scope

    def check_redirect_uri(self, redirect_uri):
        return redirect_uri == self.redirect_uri

    def check_client_secret(self, client_secret):
        return client_secret == self.secret

    def check_endpoint_auth_method(self, method, endpoint):
        return method == "client_secret_basic"

    def check_response_type(self, response_type):
        return response_type == "code"

    def check_grant_type(self, grant_type):
        return grant_type in ("authorization_code", "refresh_token")


class Person:
    def __init__(self, subject, **claims):
        self.subject, self.claims = subject, claims

    def get_user_id(self):
        return self.subject


class Code(AuthorizationCodeMixin):
    """An authorization code, from the request that it answers."""

    def __init__(self, request):
        data = request.payload.data
        self.person = request.user
        self.redirect_uri, self.scope = request.payload.redirect_uri, request.payload.scope
        self.nonce, self.auth_time = data.get("nonce"), int(time.time())
        self.code_challenge = data.get("code_challenge")
        self.code_challenge_method = data.get("code_challenge_method")

    def get_redirect_uri(self):
        return self.redirect_uri

    def get_scope(self):
        return self.scope

    def get_nonce(self):
        return self.nonce

    def get_auth_time(self):
        return self.auth_time

    def get_acr(self):
        return None

    def get_amr(self):
        return None


class RefreshToken(TokenMixin):
    def __init__(self, person, scope):
        self.person, self.scope = person, scope

    def check_client(self, client):
        return True

    def get_scope(self):
        return self.scope


class ForeignProvider:
    """The provider, on a loopback port; `keys` are what it publishes, `signing` what it uses."""

    def __init__(self, people, port=0):
        self.people = {person.subject: person for person in people}
        self.codes, self.refresh_tokens = {}, {}
        self.keys, self.signing, self.algorithm = [], None, "ES256"
        self.scopes_asked = []
        # What is answered instead of the keys, and the keys where a redirect would lead.
        self.instead_of_keys, self.keys_elsewhere = None, []
        app = flask.Flask("provider")
        self.server = AuthorizationServer(app, self.query_client, self.save_token)
        self.server.register_grant(self.code_grant(), [CodeChallenge(required=True), self.id_tokens()])
        self.server.register_grant(self.refresh_grant())
        app.add_url_rule(f"{PATH}/authorize", view_func=self.authorize, methods=["GET", "POST"])
        app.add_url_rule(f"{PATH}/token", view_func=self.token, methods=["POST"])
        app.add_url_rule(f"{PATH}/.well-known/openid-configuration", view_func=self.discovery)
        app.add_url_rule(f"{PATH}/keys", view_func=self.published_keys)
        elsewhere = lambda: {"keys": self.keys_elsewhere}  # noqa: E731
        app.add_url_rule(f"{PATH}/elsewhere", "elsewhere", elsewhere)
        self.http = werkzeug.serving.make_server("127.0.0.1", port, app, threaded=True)
        self.base = f"http://127.0.0.1:{self.http.server_port}{PATH}"
        # With the closing slash, as some providers have it.
        self.issuer = f"{self.base}/"

    def start(self):
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    # What authlib asks for.

    def query_client(self, client_id):
        return Client() if client_id == Client.id else None

    def save_token(self, token, request):
        if "refresh_token" in token:
            self.refresh_tokens[token["refresh_token"]] = RefreshToken(request.user, token["scope"])

    def sign_with(self, key, algorithm, issuer=None, named=True):
        """Access tokens from now on; a key that is not `named` leaves no key id behind."""
        provider = self
        self.signing, self.algorithm = key, algorithm

        class Tokens(JWTBearerTokenGenerator):
            def get_jwks(self):
                return KeySet([key]) if named else key

            def get_audiences(self, client, user, scope):
                return ["https://userinfo.bank.example", AUDIENCE]

            def get_extra_claims(self, client, grant_type, user, scope):
                return user.claims

        tokens = Tokens(issuer or provider.issuer, alg=algorithm)
        tokens.refresh_token_generator = lambda **_: os.urandom(24).hex()
        self.server.register_token_generator("default", tokens)

    def code_grant(self):
        provider = self

        class CodeGrant(grants.AuthorizationCodeGrant):
            TOKEN_ENDPOINT_AUTH_METHODS = ["client_secret_basic"]

            def save_authorization_code(self, code, request):
                provider.codes[code] = Code(request)

            def query_authorization_code(self, code, client):
                return provider.codes.get(code)

            def delete_authorization_code(self, authorization_code):
                provider.codes = {
                    code: one for code, one in provider.codes.items() if one is not authorization_code
                }

            def authenticate_user(self, authorization_code):
                return authorization_code.person

        return CodeGrant

    def refresh_grant(self):
        provider = self

        class RefreshGrant(grants.RefreshTokenGrant):
            TOKEN_ENDPOINT_AUTH_METHODS = ["client_secret_basic"]
            INCLUDE_NEW_REFRESH_TOKEN = True

            def authenticate_refresh_token(self, refresh_token):
                return provider.refresh_tokens.pop(refresh_token, None)

            def authenticate_user(self, refresh_token):
                return refresh_token.person

            def revoke_old_credential(self, refresh_token):
                pass

        return RefreshGrant

    def id_tokens(self):
        provider = self

        class IdTokens(OpenIDCode):
            def resolve_client_private_key(self, client):
                return KeySet([provider.signing])

            def get_client_algorithm(self, client):
                return provider.algorithm

            def get_encode_header(self, client):
                return {"alg": provider.algorithm}

            def get_client_claims(self, client):
                return {"iss": provider.issuer, "aud": [client.get_client_id()]}

            def exists_nonce(self, nonce, request):
                return False

            def generate_user_info(self, user, scope):
                return {"sub": user.subject}

        return IdTokens()

    # Pages and documents.

    def authorize(self):
        asked = flask.request.args
        # As Entra ID does, whose APIs are asked for by a scope of theirs.
        if "resource" in asked or "audience" in asked:
            return "The parameter 'resource' is not supported.", 400
        if flask.request.method == "GET":
            self.scopes_asked.append(asked.get("scope"))
            try:
                self.server.get_consent_grant()
            except OAuth2Error as error:
                request = self.server.create_oauth2_request(None)
                return self.server.handle_error_response(request, error)
            return '<form method="post"><input name="login"></form>'
        person = self.people.get(flask.request.form["login"])
        grant = self.server.get_consent_grant(end_user=person)
        return self.server.create_authorization_response(grant=grant, grant_user=person)

    def token(self):
        return self.server.create_token_response()

    def discovery(self):
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.base}/authorize",
            "token_endpoint": f"{self.base}/token",
            "jwks_uri": f"{self.base}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["ES256", "RS256"],
        }

    def published_keys(self):
        return tuple(self.instead_of_keys or ({"keys": self.keys}, 200))
