"""Signing in from a notebook.

What is typed goes to the kernel in one message and stays in no notebook.

One record, ``_``, holds what the page shows: the questions of this kind of sign-in without their
secret answers, and the state ``out``, ``waiting`` (for a person at the issuer's own page) or
``in``.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from html import escape
from typing import TYPE_CHECKING

from .. import auth
from .._json import JsonValue
from ..auth import (
    GUESSES,
    STORAGE_LABELS,
    Standing,
    Storage,
    Vault,
    questions,
    refusal,
    standing,
    vault_key,
)
from ..protocol.errors import ConfigError, LoginRequiredError
from ..settings import NoAuth, OidcAuth
from ._base import LiveWidget, bundle, problem_of

if TYPE_CHECKING:
    from ..operations import Session
    from ..transport import Token
    from ._interfaces import SignInClient
    from .wire._envelope import Problem

_REMOTE = ("JUPYTERHUB_API_URL", "SSH_CONNECTION", "KUBERNETES_SERVICE_HOST")
"""Variables of kernels on another machine, where no redirect to loopback arrives."""


class SignIn(LiveWidget):
    """A form for signing in to a server, and out again.

    It asks for what this server's kind of sign-in needs: user name and password, a token, a key, or
    a visit to the issuer's own page (OpenID Connect). Of a server that wants credentials although
    none were configured, the person says which kind they have.

    Parameters
    ----------
    client : Client
        Who signs in.
    save : bool
        Whether to keep the sign-in for the next time, unless the person says otherwise.
    no_browser : bool
        Use a device code instead of a redirect to this machine (OpenID Connect).
    anew : bool
        Ask even if there is a sign-in already.

    Attributes
    ----------
    on_change : callable or None
        Called without arguments when the sign-in begins, succeeds or ends; on any thread.
    """

    locals().update(bundle("signin"))

    def __init__(
        self,
        client: SignInClient,
        *,
        save: bool = False,
        no_browser: bool = False,
        anew: bool = False,
    ) -> None:
        super().__init__()
        self.on_change: Callable[[], object] | None = None
        self.client = client
        self.session = client.session
        self._no_browser = no_browser
        self._chooses = isinstance(self.session.config.auth, NoAuth)
        self._signing = threading.Lock()
        self._stop = threading.Event()
        offers = STORAGE_LABELS[Vault().offers()]
        self.stream.update(
            {
                "_": {
                    "server": self.session.name,
                    "offers": offers,
                    "keep": save,
                    "failure": None,
                }
            }
        )
        signed_in = None if anew else standing(self.session)
        self._out() if signed_in is None else self._in(
            signed_in, Vault().storage_of(vault_key(self.session.config))
        )

    # -- what the page shows

    def _show(self, **fields: JsonValue) -> None:
        self.stream.update({"_": fields})
        self.refresh()
        if "state" in fields and self.on_change is not None:
            self.on_change()

    def _out(self, failure: Problem | None = None) -> None:
        """Ask."""
        settings = self.session.config.auth
        answers = {"username": getattr(settings, "username", None)}
        kinds = {}
        for kind in GUESSES if self._chooses else [settings.auth_type]:
            prompts = questions(kind, settings)
            kinds[kind] = {
                "label": GUESSES.get(kind, ""),
                "fields": [
                    {
                        "name": q.name,
                        "label": q.label,
                        "secret": q.secret,
                        "value": answers.get(q.name),
                    }
                    for q in prompts
                ],
            }
        self._show(
            state="out",
            kinds=kinds,
            elsewhere=isinstance(settings, OidcAuth),
            page=None,
            failure=failure,
        )

    def _in(self, state: Standing, storage: Storage) -> None:
        until = state.until and state.until * 1000
        self._show(
            state="in",
            who=state.who,
            until=until,
            renews=state.renews,
            kept=STORAGE_LABELS[storage],
            page=None,
            failure=None,
        )

    def _on_hello(self, message: JsonValue) -> None:
        """Tell the page, too, when a token was renewed."""
        if (
            self.stream["_"]["state"] == "in"
            and (state := standing(self.session)) is not None
        ):
            self._show(until=state.until and state.until * 1000)
        super()._on_hello(message)

    # -- what the page asks for

    def _do_sign_in(self, kind: str, answers: dict[str, str], keep: bool) -> None:
        """Sign in with what was typed; what the server refuses is not used for anything else."""
        settings = self.session.config.auth
        if not self._chooses:
            kind = settings.auth_type
        names = {question.name for question in questions(kind, settings)}
        if set(answers) != names:
            raise ConfigError("These are not the answers to what was asked.")
        with self._signing:
            self._try(
                lambda: auth.set_credentials(
                    self.session, {"auth_type": kind, **answers}
                ),
                keep=keep,
            )

    def _do_open(self, keep: bool, local: bool, code: bool = False) -> None:
        """Begin a sign-in at the issuer's own page; the page is told how it goes."""
        self._stop.set()
        self._stop = stop = threading.Event()
        by_code = (
            code or self._no_browser or not local or any(map(os.environ.get, _REMOTE))
        )
        self._show(state="waiting", page=None, failure=None)
        threading.Thread(
            target=self._elsewhere, args=(stop, by_code, keep), daemon=True
        ).start()

    def _do_stop(self) -> None:
        """Stop waiting for a sign-in elsewhere."""
        self._stop.set()
        self._out()

    def _do_sign_out(self) -> None:
        """Sign out."""
        self.client.logout()
        self._out()

    # -- signing in

    def _try(
        self,
        prepare: Callable[[], object],
        *,
        keep: bool,
        person: Callable[[], Token] | None = None,
    ) -> None:
        session, before = self.session, self.session.config.auth
        try:
            prepare()
            secrets = auth.sign_in(session, force=True, person=person)
            _check(session)
        except BaseException:
            session.config.auth = before
            session.connection.forget_auth()
            raise
        storage = auth.keep(session, secrets) if keep else "session"
        self._in(standing(session) or Standing(), storage)

    def _elsewhere(self, stop: threading.Event, by_code: bool, keep: bool) -> None:
        def show(url: str, code: str | None = None) -> None:
            if not stop.is_set():
                self._show(page={"url": url, "code": code})

        try:
            with self._signing:
                self._try(
                    lambda: None,
                    keep=keep,
                    person=lambda: self._person(stop, by_code, show),
                )
        except Exception as error:  # noqa: BLE001 - the page must not wait for ever
            if not stop.is_set():
                self._out(problem_of(error))

    def _person(
        self, stop: threading.Event, by_code: bool, show: Callable[..., None]
    ) -> Token:
        config, kind = self.session.config, self.session.config.auth
        if not isinstance(kind, OidcAuth):
            raise ConfigError("This server has no sign-in page of its own.")

        def pause(seconds: float) -> None:
            if stop.wait(seconds):
                raise LoginRequiredError("The sign-in was stopped.")

        if by_code:
            return auth.by_code(config, kind, show, sleep=pause)
        return auth.in_browser(config, kind, open_page=show, stop=stop)

    # -- without a page that is alive

    def _fallback_html(self) -> str:
        return (
            f"<p><b>Sign-in to {escape(self.session.name)}</b>: run this cell in a live "
            "notebook to sign in.</p>"
        )

    def __repr__(self) -> str:
        return f"SignIn({self.session.name}, {self.stream['_']['state']})"

    def close(self) -> None:
        """Close the form; nobody is waited for any longer."""
        self._stop.set()
        super().close()


def _check(session: Session) -> None:
    refused = refusal(session)
    if refused is not None:
        reason = f"{session.name} does not take this sign-in: {refused.message}"
        raise LoginRequiredError(
            reason,
            status=401,
            hint="Check what you typed, and what this account may do there.",
        )
