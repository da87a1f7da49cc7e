-- The order in which entries were written, over all chains: a household that moved has entries in two.
-- Step by step: a column of type BIGSERIAL cannot be added to a table that lies on another machine of a cluster.
CREATE SEQUENCE "history_position_seq";
ALTER TABLE "history" ADD COLUMN "position" BIGINT DEFAULT nextval('history_position_seq');
ALTER TABLE "history" ALTER COLUMN "position" SET NOT NULL;
ALTER SEQUENCE "history_position_seq" OWNED BY "history"."position";
