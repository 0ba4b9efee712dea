"""Results kept in a storage that speaks S3, and opened from there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import peers
import pytest
import s3fs

from procbook import Client
from procbook.client import Output
from procbook.protocol import Part

pytestmark = pytest.mark.live


@pytest.fixture(scope="module")
def bucket(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An empty bucket, at the address and with the credentials that the environment tells, as in the cloud."""
    folder = tmp_path_factory.mktemp("moto")
    with peers.moto(folder) as url, pytest.MonkeyPatch.context() as patch:
        told = {
            "ENDPOINT_URL": url,
            "ACCESS_KEY_ID": "x",
            "SECRET_ACCESS_KEY": "y",
            "DEFAULT_REGION": "us-east-1",
        }
        for name, value in told.items():
            patch.setenv(f"AWS_{name}", value)
        s3fs.S3FileSystem().mkdir("bucket")
        yield "s3://bucket"


def linked(href: str) -> Output:
    return Output(Client("http://127.0.0.1:9/"), Part("kept", href=href))


def test_a_table(bucket: str) -> None:
    table = Output(
        Client("http://127.0.0.1:9/"),
        Part("table", body=b"a,b\n1,2\n", media_type="text/csv"),
    )
    assert table.save(f"{bucket}/kept/") == f"{bucket}/kept/table.csv"
    assert linked(f"{bucket}/kept/table.csv").open()["b"].tolist() == [2]


def test_a_cube(bucket: str, tmp_path: Path) -> None:
    import xarray as xr

    xr.Dataset({"height": (("x",), [1, 2, 3])}).to_zarr(
        tmp_path / "cube.zarr", zarr_format=2
    )
    s3fs.S3FileSystem().put(
        str(tmp_path / "cube.zarr"), f"{bucket}/cube.zarr", recursive=True
    )
    assert linked(f"{bucket}/cube.zarr").open().height.sum() == 6
