-- The order in which entries were written, over all chains: a household that moved has entries in two.
ALTER TABLE "history" ADD COLUMN "position" BIGSERIAL NOT NULL;
