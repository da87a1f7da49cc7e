-- A session belongs to the phone that registered under it, and ends when that phone is retired.
ALTER TABLE "session" ADD COLUMN "device_id" TEXT;

-- How many records and drafts only the phone has, as it last said, and when: whoever retires a phone sees what would be lost.
ALTER TABLE "device" ADD COLUMN "unsent" INTEGER, ADD COLUMN "unsent_at" TIMESTAMPTZ(3);

-- It changes with every request and decides nothing, like the last request itself.
DROP TRIGGER "device_noted_insert" ON "device";
DROP TRIGGER "device_noted_delete" ON "device";
DROP TRIGGER "device_noted_update" ON "device";
CREATE TRIGGER "device_noted_insert" AFTER INSERT ON "device" REFERENCING NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('id,account_id', 'last_seen_at,last_sequence,unsent,unsent_at', 'columns');
CREATE TRIGGER "device_noted_delete" AFTER DELETE ON "device" REFERENCING OLD TABLE AS before
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('id,account_id', 'last_seen_at,last_sequence,unsent,unsent_at', 'columns');
CREATE TRIGGER "device_noted_update" AFTER UPDATE ON "device" REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('id,account_id', 'last_seen_at,last_sequence,unsent,unsent_at', 'columns');
