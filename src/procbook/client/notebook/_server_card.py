"""What a client knows of its server without asking it: shown where a cell ends with the client."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ... import auth
from ...display import count, visible
from ...operations import Session
from ...protocol import declares, link_to


@dataclass(frozen=True)
class ServerCard:
    """The facts that were read so far, and the next steps of a person.

    Parameters
    ----------
    session : Session
        Settings, connection and operations of the client.
    is_async : bool
        Whether the steps are those of an ``AsyncClient``.
    """

    FEW: ClassVar[int] = 5
    """Processes that are named."""

    session: Session
    is_async: bool = False

    @property
    def brand(self) -> str:
        """Name of the client, which a brand changes."""
        return self.session.config.display_name

    @property
    def title(self) -> str:
        """Name of the server; its host, as long as the landing page was not read."""
        page = self.session.operations.landing_page
        return (page.title if page is not None else None) or self.session.name

    @property
    def description(self) -> str | None:
        """What the landing page says about the server."""
        page = self.session.operations.landing_page
        return page.description if page is not None else None

    @property
    def processes(self) -> list[str] | None:
        """Ids of the processes; None as long as the list was not read."""
        listed = self.session.operations.listed
        if listed is None:
            return None
        return list(dict.fromkeys(process.id for process in listed.processes))

    @property
    def sentences(self) -> list[str]:
        """What else there is to know."""
        known = self.session.operations
        sentences = [auth.describe_sign_in(self.session)]
        if known.wants_sign_in and sentences[0].startswith("Not signed in"):
            sentences = ["The server wants you to sign in."]
        if link_to(known.landing_page, "job-list") or declares(
            known.declared, "job-list"
        ):
            sentences.insert(0, "Lists its jobs.")
        elif known.declared is not None:
            sentences.insert(0, "Declares no list of jobs.")
        if self.processes is None:
            sentences.insert(0, "The server was not asked yet what it offers.")
        return sentences

    @property
    def steps(self) -> list[tuple[str, str]]:
        """Code that leads on, and what it does."""
        named = next((repr(name) for name in self.processes or ()), "...")
        steps = [
            ("client.processes", "lists the processes"),
            (f"client.processes[{named}].form()", "shows the form of one"),
            ("client.workbench()", "shows processes, form, jobs and result together"),
            ("client.login()", "signs in, if the server wants it"),
        ]
        if self.is_async:
            steps[:2] = [
                ("await client.get_processes()", "lists the processes"),
                (f"await client.process({named})", "returns one, with its form()"),
            ]
            steps[-1] = (f"await {steps[-1][0]}", steps[-1][1])
        return steps if self.session.config.auth.auth_type == "none" else steps[:-1]

    def _text_lines(self) -> list[str]:
        """Return the same as text."""
        lines = [visible(self.title)] if self.title != self.session.name else []
        if self.processes is not None:
            names = visible(", ".join(self.processes[: self.FEW]))
            more = ", …" if len(self.processes) > self.FEW else ""
            lines.append(f"{count(len(self.processes), 'process')}: {names}{more}")
        lines += [" ".join(self.sentences), "Next:"]
        width = max(len(code) for code, _ in self.steps)
        lines += [f"  {code:<{width}}  {outcome}" for code, outcome in self.steps]
        lines.append(f"  {'client.config':<{width}}  shows the settings")
        return lines
