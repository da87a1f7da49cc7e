-- Whom a bank cannot pay is listed by villages: every household of them was read for the few without an account.
CREATE INDEX "household_without_account_idx" ON "household" ("village_code", "number") WHERE "bank_account_masked" IS NULL;
