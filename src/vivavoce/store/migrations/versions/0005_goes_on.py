"""Whether a candidate's turn goes on with their turn before, and why a recording could not be made."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("turn", sa.Column("goes_on", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("recording", sa.Column("trouble", sa.Text(), server_default="", nullable=False))
