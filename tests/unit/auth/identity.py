"""An OAuth 2.0 and OpenID Connect server on loopback, made of Authlib's grants, for one user and one client."""

from __future__ import annotations

import http.server
import json
import threading
import time
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from authlib.common.security import generate_token
from authlib.oauth2.rfc6749 import (
    AuthorizationServer,
    ClientMixin,
    OAuth2Request,
    TokenMixin,
    grants,
)
from authlib.oauth2.rfc6749.requests import BasicOAuth2Payload
from authlib.oauth2.rfc6750 import BearerTokenGenerator
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oauth2.rfc8628 import (
    DeviceAuthorizationEndpoint,
    DeviceCodeGrant,
    DeviceCredentialDict,
)
from authlib.oidc.core import UserInfo
from authlib.oidc.core.grants import OpenIDCode
from joserfc.jwk import OctKey

USER, PASSWORD, CLIENT, CLIENT_SECRET = (
    "ada",
    "s3cr3t-hunter2",
    "procbook",
    "s3cr3t-client",
)
KEY = OctKey.import_key("a-key-that-is-long-enough-for-hmac-with-sha-256")


class KnownClient(ClientMixin):
    """One client, public or confidential, that may do everything."""

    def __init__(self, id: str) -> None:
        self.client_id = id

    def get_client_id(self):
        return self.client_id

    def get_default_redirect_uri(self):
        return None

    def get_allowed_scope(self, scope):
        return scope or ""

    def check_redirect_uri(self, redirect_uri):
        return redirect_uri.startswith("http://127.0.0.1:")

    def check_client_secret(self, client_secret):
        return client_secret == CLIENT_SECRET

    def check_endpoint_auth_method(self, method, endpoint):
        return True

    def check_response_type(self, response_type):
        return response_type == "code"

    def check_grant_type(self, grant_type):
        return True


class KnownToken(dict, TokenMixin):
    def check_client(self, client):
        return self["client_id"] == client.client_id

    def get_scope(self):
        return self.get("scope", "")

    def get_expires_in(self):
        return self["expires_in"]

    def is_expired(self):
        return False

    def is_revoked(self):
        return self.get("revoked", False)


class Code(SimpleNamespace):
    def get_redirect_uri(self):
        return self.redirect_uri

    def get_scope(self):
        return self.scope

    def get_nonce(self):
        return self.nonce

    def get_auth_time(self):
        return int(time.time())

    def get_acr(self):
        return None

    def get_amr(self):
        return None


class Server(AuthorizationServer):
    def __init__(self, identity: Identity) -> None:
        super().__init__()
        self.identity = identity

    def query_client(self, client_id):
        return KnownClient(client_id) if client_id == CLIENT else None

    def save_token(self, token, request):
        self.identity.tokens.append(KnownToken({**token, "client_id": CLIENT}))
        self.identity.granted.append(request.payload.grant_type)

    def send_signal(self, name, *args, **kwargs):
        pass

    def create_oauth2_request(self, request):
        return request

    def handle_response(self, status, body, headers):
        return status, body, headers


METHODS = ["none", "client_secret_basic", "client_secret_post"]


class PasswordGrant(grants.ResourceOwnerPasswordCredentialsGrant):
    TOKEN_ENDPOINT_AUTH_METHODS = METHODS

    def authenticate_user(self, username, password):
        return (
            UserInfo(sub=username) if (username, password) == (USER, PASSWORD) else None
        )


class RefreshGrant(grants.RefreshTokenGrant):
    TOKEN_ENDPOINT_AUTH_METHODS = METHODS
    INCLUDE_NEW_REFRESH_TOKEN = True

    def authenticate_refresh_token(self, refresh_token):
        known = [
            t
            for t in self.server.identity.tokens
            if t.get("refresh_token") == refresh_token
        ]
        return next((token for token in known if not token.is_revoked()), None)

    def authenticate_user(self, refresh_token):
        return UserInfo(sub=USER)

    def revoke_old_credential(self, refresh_token):
        refresh_token["revoked"] = True


class CodeGrant(grants.AuthorizationCodeGrant):
    TOKEN_ENDPOINT_AUTH_METHODS = METHODS

    def save_authorization_code(self, code, request):
        data = request.payload.data
        self.server.identity.codes[code] = Code(
            code=code,
            redirect_uri=request.payload.redirect_uri,
            scope=request.payload.scope,
            nonce=data.get("nonce"),
            code_challenge=data.get("code_challenge"),
            code_challenge_method=data.get("code_challenge_method"),
        )

    def query_authorization_code(self, code, client):
        return self.server.identity.codes.get(code)

    def delete_authorization_code(self, authorization_code):
        del self.server.identity.codes[authorization_code.code]

    def authenticate_user(self, authorization_code):
        return UserInfo(sub=USER)


class IdToken(OpenIDCode):
    def exists_nonce(self, nonce, request):
        return False

    def resolve_client_private_key(self, client):
        return KEY

    def get_client_algorithm(self, client):
        return "HS256"

    def get_client_claims(self, client):
        return {
            "iss": self.identity.claimed_issuer,
            "aud": [CLIENT],
            "exp": int(time.time()) + 600,
            "iat": int(time.time()),
        }

    def generate_user_info(self, user, scope):
        return user


class DeviceGrant(DeviceCodeGrant):
    TOKEN_ENDPOINT_AUTH_METHODS = METHODS

    def query_device_credential(self, device_code):
        return self.server.identity.devices.get(device_code)

    def query_user_grant(self, user_code):
        answer = self.server.identity.approved
        return None if answer is None else (UserInfo(sub=USER), answer)

    def should_slow_down(self, credential):
        return False


class DeviceEndpoint(DeviceAuthorizationEndpoint):
    CLIENT_AUTH_METHODS = METHODS

    def get_verification_uri(self):
        return "https://example.org/device"

    def save_device_credential(self, client_id, scope, data):
        credential = DeviceCredentialDict(data, client_id=client_id, scope=scope)
        self.server.identity.devices[data["device_code"]] = credential


class Identity:
    """The server, and what happened at it.

    ``expires_in`` is the life of a token in seconds; ``approved`` is what the person says to a device.
    """

    def __init__(self) -> None:
        self.tokens: list[KnownToken] = []
        self.granted: list[str] = []
        self.codes: dict[str, Code] = {}
        self.devices: dict[str, Any] = {}
        self.expires_in = 3600
        self.approved: bool | None = True
        self.oauth = self._grants()
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def answer(self) -> None:
                body = self.rfile.read(
                    int(self.headers.get("content-length") or 0)
                ).decode()
                status, payload, headers = outer.answered(
                    self.command, self.path, body, dict(self.headers)
                )
                self.send_response(status)
                content = (
                    json.dumps(payload) if isinstance(payload, dict) else payload or ""
                ).encode()
                for name, value in [
                    *dict(headers).items(),
                    ("Content-Length", str(len(content))),
                ]:
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(content)

            do_GET = do_POST = answer

            def log_message(self, *args: Any) -> None:
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.issuer = self.claimed_issuer = (
            f"http://127.0.0.1:{self._server.server_port}"
        )
        threading.Thread(
            target=self._server.serve_forever, args=(0.02,), daemon=True
        ).start()

    def _grants(self) -> Server:
        server = Server(self)
        for grant in (
            PasswordGrant,
            grants.ClientCredentialsGrant,
            RefreshGrant,
            DeviceGrant,
        ):
            server.register_grant(grant)
        id_token = IdToken()
        id_token.identity = self
        server.register_grant(CodeGrant, [id_token, CodeChallenge(required=True)])
        server.register_endpoint(DeviceEndpoint)
        make = BearerTokenGenerator(
            lambda *_args, **_more: f"s3cr3t-{generate_token(30)}",
            lambda *_args, **_more: f"s3cr3t-{generate_token(30)}",
            lambda *_args: self.expires_in,
        )
        server.register_token_generator("default", make)
        return server

    def answered(
        self, method: str, path: str, body: str, headers: dict[str, str]
    ) -> Any:
        parts = urlsplit(path)
        # Authlib wants https, which loopback need not have.
        request = OAuth2Request(method, f"https://127.0.0.1{path}", headers=headers)
        request.payload = BasicOAuth2Payload(
            dict(parse_qsl(parts.query)) | dict(parse_qsl(body))
        )
        type(request).form = property(lambda self: self.payload.data)
        type(request).args = property(lambda self: self.payload.data)
        match parts.path:
            case "/.well-known/openid-configuration":
                return 200, self._described(), {"Content-Type": "application/json"}
            case "/authorize":
                grant = self.oauth.get_consent_grant(request, end_user=None)
                return self.oauth.create_authorization_response(
                    request, UserInfo(sub=USER), grant
                )
            case "/token":
                return self.oauth.create_token_response(request)
            case "/device":
                return self.oauth.create_endpoint_response(
                    "device_authorization", request
                )
        return 404, {}, {}

    def _described(self) -> dict[str, str]:
        at = self.issuer
        return {
            "issuer": at,
            "authorization_endpoint": f"{at}/authorize",
            "token_endpoint": f"{at}/token",
            "device_authorization_endpoint": f"{at}/device",
        }

    def knows(self, token: str) -> bool:
        return any(
            token == known["access_token"] and not known.is_revoked()
            for known in self.tokens
        )

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
