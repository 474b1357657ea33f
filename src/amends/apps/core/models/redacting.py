# SPDX-License-Identifier: Apache-2.0
"""The one change that the database lets through in the event log: a row loses what it said of a person."""

_SQLITE = """CREATE TRIGGER core_event_no_UPDATE BEFORE UPDATE ON core_event WHEN NOT (
NEW.payload = '{}' AND NEW.sequence = OLD.sequence AND NEW.at = OLD.at AND NEW.kind = OLD.kind
AND NEW.by_id IS OLD.by_id AND NEW.subject = OLD.subject AND NEW.unit_id IS OLD.unit_id
AND NEW.previous = OLD.previous AND NEW.hash = OLD.hash)
BEGIN SELECT RAISE(ABORT, 'the event log is append-only'); END"""
_POSTGRESQL = """CREATE OR REPLACE FUNCTION core_event_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
IF TG_OP = 'UPDATE' AND NEW.payload = '{}'::jsonb
AND (to_jsonb(NEW) - 'payload' - 'about') = (to_jsonb(OLD) - 'payload' - 'about') THEN RETURN NEW; END IF;
RAISE EXCEPTION 'the event log is append-only'; END $$"""


def emptying_sql(vendor: str) -> list[str]:
    """The statements after which rows of the log may be emptied, and still not be changed or removed."""
    if vendor == "sqlite":
        return ["DROP TRIGGER IF EXISTS core_event_no_UPDATE", _SQLITE]
    return [_POSTGRESQL]
