-- The second factor of an account: the secret of its authenticator app, sealed with a key that is not in the database, and the number of
-- the half minute whose code was last used, so that a code that somebody saw works only once.
CREATE TABLE "second_factor" (
    "account_id" UUID NOT NULL,
    "secret_sealed" TEXT NOT NULL,
    "last_step" BIGINT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "second_factor_pkey" PRIMARY KEY ("account_id"),
    CONSTRAINT "second_factor_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- Codes for the day on which the phone is lost, as keyed fingerprints.
CREATE TABLE "recovery_code" (
    "account_id" UUID NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "recovery_code_pkey" PRIMARY KEY ("account_id", "fingerprint"),
    CONSTRAINT "recovery_code_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "second_factor"("account_id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- The roles that must have one, since when and at whose wish.
CREATE TABLE "second_factor_role" (
    "role" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "required_by" TEXT NOT NULL,

    CONSTRAINT "second_factor_role_pkey" PRIMARY KEY ("role"),
    CONSTRAINT "second_factor_role_role" CHECK ("role" IN ('county', 'city', 'admin'))
);

CREATE TRIGGER "second_factor_noted_insert" AFTER INSERT ON "second_factor" REFERENCING NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('account_id', 'last_step', '');
CREATE TRIGGER "second_factor_noted_delete" AFTER DELETE ON "second_factor" REFERENCING OLD TABLE AS before
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('account_id', 'last_step', '');
CREATE TRIGGER "second_factor_noted_update" AFTER UPDATE ON "second_factor" REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('account_id', 'last_step', '');
CREATE TRIGGER "recovery_code_noted_insert" AFTER INSERT ON "recovery_code" REFERENCING NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('account_id,fingerprint', '', '');
CREATE TRIGGER "recovery_code_noted_delete" AFTER DELETE ON "recovery_code" REFERENCING OLD TABLE AS before
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('account_id,fingerprint', '', '');
CREATE TRIGGER "recovery_code_noted_update" AFTER UPDATE ON "recovery_code" REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('account_id,fingerprint', '', '');
CREATE TRIGGER "second_factor_role_noted_insert" AFTER INSERT ON "second_factor_role" REFERENCING NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('role', '', 'columns');
CREATE TRIGGER "second_factor_role_noted_delete" AFTER DELETE ON "second_factor_role" REFERENCING OLD TABLE AS before
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('role', '', 'columns');
CREATE TRIGGER "second_factor_role_noted_update" AFTER UPDATE ON "second_factor_role" REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('role', '', 'columns');
