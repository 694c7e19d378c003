"""A real OpenID Connect server of one's own, small enough to read."""

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import time
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
CLIENT, SECRET = "wenzhen", "between the two"


class OidcServer(ThreadingHTTPServer):
    """Answers about whoever `claims` describes; `info` is what userinfo says."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server_address[1]}"
        self.claims, self.info, self.asked = {}, None, []

    def is_about(self, sub, info=None, **claims):
        """From now on people signing in there are this one."""
        self.claims = {"sub": sub, **claims}
        self.info = self.claims if info is None else info

    def settings(self):
        """What our settings make of the environment for this server."""
        app = {
            "provider_id": "oidc",
            "name": "法人",
            "client_id": CLIENT,
            "secret": SECRET,
            "settings": {"server_url": self.address},
        }
        return {
            "openid_connect": {
                "SCOPE": ["openid"],
                "OAUTH_PKCE_ENABLED": True,
                "APPS": [app],
            }
        }


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        server = self.server
        if self.path == "/.well-known/openid-configuration":
            self.answer(
                {
                    "issuer": server.address,
                    "authorization_endpoint": f"{server.address}/authorize",
                    "token_endpoint": f"{server.address}/token",
                    "userinfo_endpoint": f"{server.address}/userinfo",
                    "jwks_uri": f"{server.address}/keys",
                    "token_endpoint_auth_methods_supported": ["client_secret_post"],
                }
            )
        elif self.path == "/userinfo":
            self.answer(server.info)
        else:
            self.send_error(404)

    def do_POST(self):
        length = int(self.headers["Content-Length"])
        asked = parse_qs(self.rfile.read(length).decode())
        self.server.asked.append(asked)
        if asked.get("client_secret") != [SECRET] or "code_verifier" not in asked:
            self.send_error(401)
            return
        now = int(time())
        token = {
            "iss": self.server.address,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            **self.server.claims,
        }
        self.answer(
            {
                "access_token": "one",
                "token_type": "bearer",
                "id_token": jwt.encode(token, KEY, "RS256", headers={"kid": "1"}),
            }
        )

    def answer(self, facts):
        body = json.dumps(facts).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        """Quiet."""


@contextmanager
def running():
    """The server, for as long as the block lasts."""
    server = OidcServer()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def sign_in_there(client, **more):
    """As a browser does: to the server and, signed in there, back again."""
    there = client.get("/legal-person/oidc/login/")
    asked = parse_qs(urlsplit(there.url).query)
    assert asked["code_challenge_method"] == ["S256"]
    answer = {"code": "abc", "state": asked["state"][0], **more}
    return client.get("/legal-person/oidc/login/callback/", answer)
