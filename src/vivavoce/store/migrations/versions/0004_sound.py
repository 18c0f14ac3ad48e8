"""Where spoken turns lie in the recording, and what the files of a recording are."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from vivavoce.store.columns import Json

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "speech",
        sa.Column("interview_id", sa.String(length=36), nullable=False),
        sa.Column("turn", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("organization_id", sa.String(length=36), nullable=False),
        sa.Column("starts", sa.Integer(), nullable=False),
        sa.Column("ends", sa.Integer(), nullable=False),
        sa.Column("words", Json(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=True),
        sa.Column("heard_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["interview_id", "turn"],
            ["turn.interview_id", "turn.number"],
            name=op.f("fk_speech_interview_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_speech_organization_id")
        ),
        sa.PrimaryKeyConstraint("interview_id", "turn", name=op.f("pk_speech")),
    )
    op.add_column("recording", sa.Column("codec", sa.Text(), server_default="", nullable=False))
    op.add_column("recording", sa.Column("size", sa.BigInteger(), server_default="0", nullable=False))
    op.add_column("recording", sa.Column("peaks", Json(), server_default="[]", nullable=False))
    op.add_column("recording", sa.Column("loud", Json(), server_default="[]", nullable=False))
    op.create_index(
        "ix_recording_interview", "recording", ["organization_id", "interview_id", "lane"], unique=True
    )
