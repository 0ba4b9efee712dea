"""A hub for one test: no proxy in front of it, everybody may sign in, and what it keeps for them is made up."""

import os
from typing import ClassVar

from jupyterhub.auth import Authenticator
from jupyterhub.proxy import Proxy


class NoProxy(Proxy):
    """Routes that nobody uses: the hub is asked where it listens itself."""

    should_start = False
    routes: ClassVar[dict] = {}

    async def add_route(self, routespec, target, data):
        self.routes[routespec] = {
            "routespec": routespec,
            "target": target,
            "data": data,
        }

    async def delete_route(self, routespec):
        self.routes.pop(routespec, None)

    async def get_all_routes(self):
        return self.routes


class Everybody(Authenticator):
    """Keeps a token for whoever signs in, as OAuthenticator does."""

    enable_auth_state = True
    allow_all = True

    async def authenticate(self, handler, data):
        return {
            "name": data["username"],
            "auth_state": {"access_token": f"kept-for-{data['username']}"},
        }


c = get_config()  # noqa: F821
c.JupyterHub.proxy_class = NoProxy
c.JupyterHub.authenticator_class = Everybody
c.JupyterHub.hub_ip = c.JupyterHub.ip = "127.0.0.1"
c.JupyterHub.hub_port, c.JupyterHub.port = (
    int(os.environ["HUB_PORT"]),
    int(os.environ["PROXY_PORT"]),
)
c.JupyterHub.db_url = "sqlite://"
c.JupyterHub.cookie_secret_file = os.environ["COOKIE_FILE"]
c.JupyterHub.load_roles = [
    {"name": "user", "scopes": ["self", "admin:auth_state!user"]}
]
