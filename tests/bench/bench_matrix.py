"""What three clients get done on three servers, in one run: procbook, cuiman and OWSLib; pygeoapi, wraptile and ours."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import pytest

for folder in ("contract", "contract/matrix"):
    sys.path.insert(0, str(Path(__file__).parents[1] / folder))
import rows  # noqa: E402 - of the folders above
import runs  # noqa: E402

LEGEND = """ok: as it is called in its documentation · by hand: only with headers, parameters or decoding of one's own
no call: the client has none · wrong: something else came back · a name: raises that · -: the server cannot do it"""


def column(client: str, server: str, url: str) -> dict[str, str]:
    try:
        return runs.run(client, server, url)
    except pytest.skip.Exception:
        return dict.fromkeys(rows.SERVERS[server], "not here")


def measure() -> dict[tuple[str, str], dict[str, str]]:
    found = {}
    for server in rows.SERVERS:
        with tempfile.TemporaryDirectory() as folder:
            try:
                with runs.server(server, Path(folder)) as url:
                    found |= {
                        (server, client): column(client, server, url)
                        for client in runs.CLIENTS
                    }
            except pytest.skip.Exception as reason:
                print(reason)
    return found


def main() -> None:
    found = measure()
    width = {
        key: max(len(key[1]), *map(len, said.values())) for key, said in found.items()
    }
    across = {
        server: sum(width[key] + 2 for key in found if key[0] == server)
        for server, _ in found
    }
    print(" " * 20 + "".join(f"{server:<{across[server]}}" for server in across))
    print(" " * 20 + "".join(f"{key[1]:<{width[key] + 2}}" for key in found))
    for row in rows.ROWS:
        print(
            f"{row:20}"
            + "".join(
                f"{said.get(row, '-'):<{width[key] + 2}}" for key, said in found.items()
            )
        )
    print(LEGEND)
    behind = [
        key[0]
        for key, said in found.items()
        if key[1] == "procbook" and set(said.values()) != {"ok"}
    ]
    if behind:
        sys.exit(f"procbook does not do all it could on {', '.join(behind)}")


if __name__ == "__main__":
    main()
