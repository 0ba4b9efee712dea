"""The tables of the job database: one row a job, one row an output.

Times are seconds since 1970, so that every database orders and compares them alike. ``seq`` orders
jobs, newest last, and is what ``next`` links of the job list point at.
"""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

import sqlalchemy as sa
from sqlalchemy import orm

_JSON = sa.JSON(none_as_null=True)
Id = Annotated[str, orm.mapped_column(sa.String(64))]
"""The id of a job, which the store chooses."""
Name = Annotated[str, orm.mapped_column(sa.String(255))]
"""A name that comes from a process: its id, the ids and media types of its outputs."""


class Base(orm.DeclarativeBase):
    """Base of the tables."""

    type_annotation_map: ClassVar = {
        str: sa.Text,
        float: sa.Double,
        dict[str, Any]: _JSON,
        list[str]: _JSON,
    }


class JobRow(Base):
    """A job."""

    __tablename__ = "jobs"

    seq: orm.Mapped[int] = orm.mapped_column(primary_key=True, autoincrement=True)
    id: orm.Mapped[Id] = orm.mapped_column(unique=True)
    process_id: orm.Mapped[Name] = orm.mapped_column(index=True)
    status: orm.Mapped[str] = orm.mapped_column(sa.String(16), index=True)
    message: orm.Mapped[str | None]
    progress: orm.Mapped[int | None]
    created: orm.Mapped[float] = orm.mapped_column(index=True)
    started: orm.Mapped[float | None]
    finished: orm.Mapped[float | None]
    updated: orm.Mapped[float]
    request: orm.Mapped[dict[str, Any]]
    inputs: orm.Mapped[dict[str, Any]]
    problem: orm.Mapped[dict[str, Any] | None]
    trace: orm.Mapped[list[str] | None]


class OutputRow(Base):
    """An output of a job: in the row if it is small, in a file if it is large."""

    __tablename__ = "outputs"

    job_id: orm.Mapped[Id] = orm.mapped_column(primary_key=True)
    id: orm.Mapped[Name] = orm.mapped_column(primary_key=True)
    position: orm.Mapped[int]
    media_type: orm.Mapped[Name]
    body: orm.Mapped[bytes | None]
    file: orm.Mapped[str | None]
    link: orm.Mapped[dict[str, Any] | None]
