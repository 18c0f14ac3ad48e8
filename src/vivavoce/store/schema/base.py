"""The parts tables are made of. Every tenant table carries `organization_id` first in its indexes."""

from __future__ import annotations

import sqlalchemy as sa

from vivavoce.store.columns import Json, UTCDateTime

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def id_column() -> sa.Column[str]:
    """The UUID that names a row."""
    return sa.Column("id", sa.String(36), primary_key=True)


def organization_column() -> sa.Column[str]:
    """Whose row this is."""
    return sa.Column("organization_id", sa.String(36), sa.ForeignKey("organization.id"), nullable=False)


def reference(name: str, target: str, **options: bool) -> sa.Column[str]:
    """A link to a row of another table."""
    return sa.Column(
        name, sa.String(36), sa.ForeignKey(f"{target}.id"), nullable=options.get("nullable", False)
    )


def time(name: str, *, nullable: bool = False) -> sa.Column[object]:
    """A UTC time."""
    return sa.Column(name, UTCDateTime, nullable=nullable)


def text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    """Text of any length."""
    return sa.Column(name, sa.Text, nullable=nullable)


def json(name: str, *, nullable: bool = False) -> sa.Column[object]:
    """A JSON value."""
    return sa.Column(name, Json, nullable=nullable)


def integer(name: str, default: int | None = None, *, nullable: bool = False) -> sa.Column[int]:
    """A whole number."""
    return sa.Column(name, sa.Integer, nullable=nullable, default=default)


def flag(name: str) -> sa.Column[bool]:
    """True or false."""
    return sa.Column(name, sa.Boolean, nullable=False)


def newest_first(table: str) -> sa.Index:
    """The index that lists newest first within an organization."""
    return sa.Index(f"ix_{table}_newest", "organization_id", "created_at", "id")


def table(name: str, *columns: sa.schema.SchemaItem) -> sa.Table:
    """A table of this schema."""
    return sa.Table(name, metadata, *columns)
