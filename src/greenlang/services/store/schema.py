"""The tables. One schema, one dialect: PostgreSQL 15 and later, Timescale where it is present.

Documents (plant files, records, requests) are bytes as they came: jsonb would re-order keys and
re-format numbers, and their hashes would no longer hold. `record`, `anchor` and `audit_log` only
grow; a trigger refuses changes, and chains of hashes show removals.
"""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

metadata = sa.MetaData(
    naming_convention={
        "pk": "%(table_name)s_pkey",
        "fk": "%(table_name)s_%(column_0_name)s_fkey",
        "uq": "%(table_name)s_%(column_0_N_name)s_key",
        "ix": "%(table_name)s_%(column_0_N_name)s_idx",
        "ck": "%(table_name)s_%(constraint_name)s_check",
    }
)

LEVELS = {"1min": 60, "10min": 600, "1h": 3600, "1d": 86_400}  # s
PARTITIONED = ("measurement", *(f"rollup_{level}" for level in LEVELS))


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.Integer, sa.Identity(always=True), primary_key=True)


def _now(name: str = "created_at") -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now())


def _when(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True))


def _to(name: str, target: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.ForeignKey(target), nullable=nullable)


site = sa.Table(
    "site", metadata,
    _id(),
    sa.Column("name", sa.Text, nullable=False, unique=True),
    _now(),
)  # fmt: skip

plant = sa.Table(
    "plant", metadata,
    _id(),
    _to("site_id", "site.id"),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("agent", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False, server_default="1"),
    _now(),
    _when("deleted_at"),
    sa.UniqueConstraint("name"),
)  # fmt: skip

plant_version = sa.Table(  # what is said of a plant as a whole, without its assets
    "plant_version", metadata,
    sa.Column("plant_id", sa.ForeignKey("plant.id"), primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("document", sa.LargeBinary, nullable=False),  # JSON
    sa.Column("tables", sa.LargeBinary, nullable=False),  # JSON: files that the document names
    sa.Column("sha256", sa.Text, nullable=False),
    _to("created_by", "account.id", nullable=True),
    _now(),
)  # fmt: skip

asset = sa.Table(
    "asset", metadata,
    _id(),
    _to("plant_id", "plant.id"),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("position", sa.Integer, nullable=False, server_default="0"),
    sa.Column("version", sa.Integer, nullable=False, server_default="1"),
    _now(),
    _when("deleted_at"),
    sa.UniqueConstraint("plant_id", "name"),
)  # fmt: skip

asset_version = sa.Table(
    "asset_version", metadata,
    sa.Column("asset_id", sa.ForeignKey("asset.id"), primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("document", sa.LargeBinary, nullable=False),  # JSON
    sa.Column("sha256", sa.Text, nullable=False),
    _to("created_by", "account.id", nullable=True),
    _now(),
)  # fmt: skip

tag = sa.Table(
    "tag", metadata,
    _id(),
    _to("plant_id", "plant.id"),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("unit", sa.Text),
    sa.Column("description", sa.Text),
    _now(),
    sa.UniqueConstraint("plant_id", "name"),
)  # fmt: skip

measurement = sa.Table(  # value NaN where the source gave none that can be used; quality says why
    "measurement", metadata,
    sa.Column("tag_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("ts", sa.DateTime(timezone=True), primary_key=True),
    sa.Column("value", sa.Double, nullable=False),
    sa.Column("quality", sa.SmallInteger, nullable=False, server_default="0"),
    postgresql_partition_by="RANGE (ts)",
)  # fmt: skip


def _rollup(level: str) -> sa.Table:
    return sa.Table(
        f"rollup_{level}", metadata,
        sa.Column("tag_id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("ts", sa.DateTime(timezone=True), primary_key=True),  # start
        sa.Column("n", sa.Integer, nullable=False),  # good readings
        sa.Column("bad", sa.Integer, nullable=False),
        sa.Column("covered", sa.Double, nullable=False),  # s for which a value holds
        sa.Column("integral", sa.Double, nullable=False),  # of the value over these seconds
        sa.Column("total", sa.Double, nullable=False),  # sum of the readings
        sa.Column("low", sa.Double, nullable=False),  # these NaN where no reading is good
        sa.Column("high", sa.Double, nullable=False),
        sa.Column("first", sa.Double, nullable=False),
        sa.Column("last", sa.Double, nullable=False),
        postgresql_partition_by="RANGE (ts)",
    )  # fmt: skip


rollups = {level: _rollup(level) for level in LEVELS}

pending = sa.Table(  # days of tags whose roll-ups must be computed anew
    "rollup_pending", metadata,
    sa.Column("tag_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("day", sa.Date, primary_key=True),
    _now("since"),
)  # fmt: skip

hold = sa.Table(  # readings that a record rests on: retention leaves them
    "hold", metadata,
    _id(),
    sa.Column("tag_id", sa.Integer, nullable=False, index=True),
    sa.Column("begins", sa.DateTime(timezone=True), nullable=False),
    sa.Column("ends", sa.DateTime(timezone=True), nullable=False),
    sa.Column("record_id", pg.UUID(as_uuid=True)),
    _now(),
)  # fmt: skip

record = sa.Table(
    "record", metadata,
    sa.Column("id", pg.UUID(as_uuid=True), primary_key=True),
    sa.Column("chain", sa.Text, nullable=False),
    sa.Column("seq", sa.BigInteger, nullable=False),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("content_hash", sa.Text, nullable=False, index=True),
    sa.Column("content", sa.LargeBinary, nullable=False),  # the very text that was hashed
    sa.Column("attachments", sa.LargeBinary),  # JSON object of hash and text
    sa.Column("envelope", sa.LargeBinary, nullable=False),
    sa.Column("seal", sa.Text, nullable=False),
    sa.Column("plant_id", sa.Integer),
    sa.UniqueConstraint("chain", "seq"),
)  # fmt: skip

chain = sa.Table(  # newest seal of every worker's chain
    "chain", metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),  # record, audit
    sa.Column("seq", sa.BigInteger, nullable=False),
    sa.Column("seal", sa.Text, nullable=False),
    sa.Column("anchored", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("base_seq", sa.BigInteger, nullable=False, server_default="0"),  # dropped up to here
    sa.Column("base_seal", sa.Text, nullable=False, server_default=""),
    _now("at"),
)  # fmt: skip

anchor = sa.Table(  # all heads together, each second in which one moved, in a chain of their own
    "anchor", metadata,
    sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("content", sa.LargeBinary, nullable=False),
    sa.Column("seal", sa.Text, nullable=False),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
)  # fmt: skip

audit_log = sa.Table(
    "audit_log", metadata,
    sa.Column("chain", sa.Text, primary_key=True),
    sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False, index=True),
    sa.Column("content", sa.LargeBinary, nullable=False),  # JSON: who, what, where from, outcome
    sa.Column("seal", sa.Text, nullable=False),
)  # fmt: skip

result = sa.Table(
    "result", metadata,
    sa.Column("id", pg.UUID(as_uuid=True), primary_key=True),
    sa.Column("agent", sa.Text, nullable=False),
    sa.Column("analysis", sa.Text, nullable=False),
    _to("plant_id", "plant.id", nullable=True),
    sa.Column("asset", sa.Text),
    sa.Column("asset_version", sa.Integer),
    sa.Column("record_id", pg.UUID(as_uuid=True)),
    sa.Column("content", sa.LargeBinary, nullable=False),  # JSON as answered
    _to("created_by", "account.id", nullable=True),
    _now(),
    sa.Index(None, "plant_id", "created_at"),
)  # fmt: skip

job = sa.Table(
    "job", metadata,
    sa.Column("id", pg.UUID(as_uuid=True), primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("agent", sa.Text, nullable=False),
    _to("plant_id", "plant.id", nullable=True),
    sa.Column("request", sa.LargeBinary, nullable=False),  # JSON
    sa.Column("state", sa.Text, nullable=False, server_default="waiting"),
    sa.Column("progress", sa.Double, nullable=False, server_default="0"),
    sa.Column("doing", sa.Text, nullable=False, server_default=""),
    sa.Column("problem", sa.LargeBinary),  # JSON
    sa.Column("result_id", pg.UUID(as_uuid=True)),
    sa.Column("files", sa.Text),  # folder of what it wrote
    sa.Column("worker", sa.Text),
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
    sa.Column("cancel", sa.Boolean, nullable=False, server_default=sa.false()),
    _to("created_by", "account.id", nullable=True),
    _now(),
    _when("started_at"),
    _when("seen_at"),
    _when("ended_at"),
    sa.CheckConstraint(
        "state IN ('waiting', 'running', 'done', 'failed', 'cancelled')", name="state"
    ),
    sa.Index(None, "state", "created_at"),
)  # fmt: skip

account = sa.Table(
    "account", metadata,
    _id(),
    sa.Column("name", sa.Text, nullable=False, unique=True),
    sa.Column("password", sa.Text),  # argon2id; none for one whom a provider vouches for
    sa.Column("must_change", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("failures", sa.Integer, nullable=False, server_default="0"),
    _when("locked_until"),
    sa.Column("issuer", sa.Text),
    sa.Column("subject", sa.Text),
    sa.Column("generation", sa.Integer, nullable=False, server_default="0"),
    _now(),
    _when("disabled_at"),
    sa.UniqueConstraint("issuer", "subject"),
)  # fmt: skip

grant = sa.Table(  # a role at a site, or everywhere
    "role_grant", metadata,
    _id(),
    _to("account_id", "account.id"),
    sa.Column("role", sa.Text, nullable=False),
    _to("site_id", "site.id", nullable=True),
    sa.UniqueConstraint(
        "account_id", "role", "site_id", postgresql_nulls_not_distinct=True
    ),
)  # fmt: skip

refresh = sa.Table(  # a family of rotating tokens; one used twice ends the family
    "refresh_token", metadata,
    sa.Column("sha256", sa.LargeBinary, primary_key=True),
    sa.Column("family", pg.UUID(as_uuid=True), nullable=False, index=True),
    _to("account_id", "account.id"),
    _now(),
    sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
    _when("used_at"),
    _when("revoked_at"),
)  # fmt: skip

api_key = sa.Table(
    "api_key", metadata,
    _id(),
    sa.Column("prefix", sa.Text, nullable=False, unique=True),
    sa.Column("sha256", sa.LargeBinary, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    _to("account_id", "account.id"),
    sa.Column("scopes", pg.ARRAY(sa.Text), nullable=False),
    _to("site_id", "site.id", nullable=True),
    _now(),
    _when("expires_at"),
    _when("used_at"),
    _when("revoked_at"),
)  # fmt: skip

secret = sa.Table(  # AES-256-GCM under the installation's key
    "secret", metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("key_id", sa.Text, nullable=False),
    sa.Column("nonce", sa.LargeBinary, nullable=False),
    sa.Column("sealed", sa.LargeBinary, nullable=False),
    _now(),
)  # fmt: skip

idempotency = sa.Table(
    "idempotency", metadata,
    sa.Column("account_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("request", sa.Text, nullable=False),  # its hash
    sa.Column("status", sa.Integer),
    sa.Column("answer", sa.LargeBinary),
    _now(),
)  # fmt: skip

bucket = sa.Table(  # of the rate limit, shared by workers; unlogged: it may be lost
    "rate_bucket", metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("tokens", sa.Double, nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    prefixes=["UNLOGGED"],
)  # fmt: skip
