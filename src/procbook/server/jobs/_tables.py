"""The tables of the job database: one row a job, one row an output.

Times are seconds since 1970, so that every database orders and compares them alike. ``seq`` orders
jobs, newest last, and is what ``next`` links of the job list point at.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm


class Base(orm.DeclarativeBase):
    """Base of the tables."""


class JobRow(Base):
    """One job."""

    __tablename__ = "jobs"

    seq: orm.Mapped[int] = orm.mapped_column(primary_key=True, autoincrement=True)
    id: orm.Mapped[str] = orm.mapped_column(sa.String(64), unique=True)
    process_id: orm.Mapped[str] = orm.mapped_column(sa.String(255), index=True)
    status: orm.Mapped[str] = orm.mapped_column(sa.String(16), index=True)
    message: orm.Mapped[str | None] = orm.mapped_column(sa.Text)
    progress: orm.Mapped[int | None]
    created: orm.Mapped[float] = orm.mapped_column(sa.Double, index=True)
    started: orm.Mapped[float | None] = orm.mapped_column(sa.Double)
    finished: orm.Mapped[float | None] = orm.mapped_column(sa.Double)
    updated: orm.Mapped[float] = orm.mapped_column(sa.Double)
    request: orm.Mapped[dict[str, Any]] = orm.mapped_column(sa.JSON(none_as_null=True))
    inputs: orm.Mapped[dict[str, Any]] = orm.mapped_column(sa.JSON(none_as_null=True))
    problem: orm.Mapped[dict[str, Any] | None] = orm.mapped_column(
        sa.JSON(none_as_null=True)
    )
    trace: orm.Mapped[list[str] | None] = orm.mapped_column(sa.JSON(none_as_null=True))


class OutputRow(Base):
    """One output of a job: in the row when small, in a file when large."""

    __tablename__ = "outputs"

    job_id: orm.Mapped[str] = orm.mapped_column(sa.String(64), primary_key=True)
    id: orm.Mapped[str] = orm.mapped_column(sa.String(255), primary_key=True)
    position: orm.Mapped[int]
    media_type: orm.Mapped[str] = orm.mapped_column(sa.String(255))
    body: orm.Mapped[bytes | None] = orm.mapped_column(sa.LargeBinary)
    file: orm.Mapped[str | None] = orm.mapped_column(sa.Text)
    link: orm.Mapped[dict[str, Any] | None] = orm.mapped_column(
        sa.JSON(none_as_null=True)
    )
