-- Sums of the subsidy ledger by village, kept by triggers in the transaction that changes an entitlement, a payment, an account, a
-- village or a policy. The views say what the sums are, "npm run verify" compares the tables with them.
-- (Migrations are split at every semicolon, even inside a function body, therefore \x3b stands for it there.)

-- Lines are entitlements ("level" '') and what each level bears of them. "state" compares what is due with what arrived.
CREATE TABLE "subsidy_sum" (
    "season" TEXT NOT NULL,
    "village_code" TEXT NOT NULL,
    "policy_number" TEXT NOT NULL,
    "level" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "lines" INTEGER NOT NULL,
    "due" BIGINT NOT NULL,
    "paid" BIGINT NOT NULL,

    CONSTRAINT "subsidy_sum_pkey" PRIMARY KEY ("season", "level", "village_code", "policy_number", "state")
);
CREATE INDEX "subsidy_sum_village_code_idx" ON "subsidy_sum"("village_code");
CREATE INDEX "subsidy_sum_policy_number_idx" ON "subsidy_sum"("policy_number");

-- Households with a line of a kind ('' of any kind) and a level, each counted once.
CREATE TABLE "subsidy_households" (
    "season" TEXT NOT NULL,
    "village_code" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "level" TEXT NOT NULL,
    "entitled" INTEGER NOT NULL,
    "any" INTEGER NOT NULL,
    "due" INTEGER NOT NULL,
    "paid" INTEGER NOT NULL,
    "owed" INTEGER NOT NULL,
    "overpaid" INTEGER NOT NULL,

    CONSTRAINT "subsidy_households_pkey" PRIMARY KEY ("season", "kind", "level", "village_code")
);
CREATE INDEX "subsidy_households_village_code_idx" ON "subsidy_households"("village_code");

-- What may be drafted now by policy and level, and together under policy '' and level ''.
CREATE TABLE "subsidy_open" (
    "season" TEXT NOT NULL,
    "village_code" TEXT NOT NULL,
    "policy_number" TEXT NOT NULL,
    "level" TEXT NOT NULL,
    "households" INTEGER NOT NULL,
    "amount" BIGINT NOT NULL,
    "households_without_account" INTEGER NOT NULL,
    "amount_without_account" BIGINT NOT NULL,

    CONSTRAINT "subsidy_open_pkey" PRIMARY KEY ("season", "village_code", "policy_number", "level")
);
CREATE INDEX "subsidy_open_village_code_idx" ON "subsidy_open"("village_code");

-- What is not paid, by season ('' all) and kind ('' all), by the day on which it was due. "before" is the due day before that on which
-- the same households are owed something ('-infinity' none), so that households are counted once in any range of days.
CREATE TABLE "unpaid_sum" (
    "season" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "village_code" TEXT NOT NULL,
    "due_on" DATE NOT NULL,
    "before" DATE NOT NULL,
    "households" INTEGER NOT NULL,
    "amount" BIGINT NOT NULL,

    CONSTRAINT "unpaid_sum_pkey" PRIMARY KEY ("season", "kind", "village_code", "due_on", "before")
);
CREATE INDEX "unpaid_sum_village_code_idx" ON "unpaid_sum"("village_code");

-- Failed payments that may be sent again, by the batch in which they failed.
CREATE TABLE "resend_sum" (
    "season" TEXT NOT NULL,
    "batch_division" TEXT NOT NULL,
    "batch_number" TEXT NOT NULL,
    "village_code" TEXT NOT NULL,
    "payments" INTEGER NOT NULL,
    "amount" BIGINT NOT NULL,

    CONSTRAINT "resend_sum_pkey" PRIMARY KEY ("season", "batch_division", "batch_number", "village_code")
);
CREATE INDEX "resend_sum_village_code_idx" ON "resend_sum"("village_code");
CREATE INDEX "resend_sum_batch_division_batch_number_idx" ON "resend_sum"("batch_division", "batch_number");

-- What is in a batch.
CREATE TABLE "batch_sum" (
    "batch_division" TEXT NOT NULL,
    "batch_number" TEXT NOT NULL,
    "seasons" TEXT[] NOT NULL,
    "households" INTEGER NOT NULL,
    "payments" INTEGER NOT NULL,
    "amount" BIGINT NOT NULL,
    "arrived" BIGINT NOT NULL,
    "failed" INTEGER NOT NULL,
    "failed_amount" BIGINT NOT NULL,
    "pending" INTEGER NOT NULL,

    CONSTRAINT "batch_sum_pkey" PRIMARY KEY ("batch_division", "batch_number")
);

-- The unpaid entitlements of a policy from the largest down.
CREATE INDEX "entitlement_largest_unpaid_idx" ON "entitlement"("policy_number", ("due" - "paid") DESC, "household_number") WHERE "paid" < "due";

CREATE VIEW "subsidy_line" AS
SELECT e.season, h.village_code, e.policy_number, p.kind, e.household_number, l.level, l.due, l.paid::bigint AS paid,
  CASE WHEN l.due = 0 AND l.paid = 0 THEN 'none' WHEN l.due = 0 THEN 'not_due' WHEN l.paid > l.due THEN 'overpaid'
    WHEN l.paid = l.due THEN 'paid' WHEN l.paid = 0 THEN 'unpaid' ELSE 'part' END AS state
FROM household h JOIN entitlement e ON e.household_number = h.number JOIN subsidy_policy p ON p.number = e.policy_number
CROSS JOIN LATERAL (
  SELECT coalesce(sum(t.amount) FILTER (WHERE t.level = 'central'), 0) AS central,
    coalesce(sum(t.amount) FILTER (WHERE t.level = 'province'), 0) AS province,
    coalesce(sum(t.amount) FILTER (WHERE t.level = 'city'), 0) AS city,
    coalesce(sum(t.amount) FILTER (WHERE t.level = 'county'), 0) AS county
  FROM payment t WHERE t.household_number = e.household_number AND t.policy_number = e.policy_number AND t.result = 'ok'
) t
CROSS JOIN LATERAL (VALUES ('', e.due, e.paid),
  ('central', e.due_central, t.central),
  ('province', e.due_province, t.province),
  ('city', e.due_city, t.city),
  ('county', e.due_county, t.county)) l(level, due, paid)
WHERE l.level = '' OR l.due > 0 OR l.paid > 0;

CREATE VIEW "subsidy_sum_now" AS
SELECT season, village_code, policy_number, level, state, count(*)::int AS lines, sum(due)::bigint AS due, sum(paid)::bigint AS paid
FROM subsidy_line GROUP BY season, village_code, policy_number, level, state;

CREATE VIEW "subsidy_households_now" AS
SELECT season, village_code, kind, level, count(*)::int AS entitled, count(*) FILTER (WHERE "due" OR "paid")::int AS "any",
  count(*) FILTER (WHERE "due")::int AS "due", count(*) FILTER (WHERE "paid")::int AS "paid",
  count(*) FILTER (WHERE "owed")::int AS "owed", count(*) FILTER (WHERE "overpaid")::int AS "overpaid"
FROM (
  SELECT l.season, l.village_code, k.kind, l.level, l.household_number, bool_or(l.due > 0) AS "due", bool_or(l.paid > 0) AS "paid",
    bool_or(l.due > l.paid) AS "owed", bool_or(l.paid > l.due) AS "overpaid"
  FROM subsidy_line l CROSS JOIN LATERAL (VALUES (l.kind), ('')) k(kind)
  GROUP BY l.season, l.village_code, k.kind, l.level, l.household_number
) one GROUP BY season, village_code, kind, level;

CREATE VIEW "subsidy_open_now" AS
SELECT e.season, h.village_code, k.policy_number, k.level, count(DISTINCT h.number)::int AS households, sum(o.amount)::bigint AS amount,
  count(DISTINCT h.number) FILTER (WHERE h.bank_account_masked IS NULL)::int AS households_without_account,
  coalesce(sum(o.amount) FILTER (WHERE h.bank_account_masked IS NULL), 0)::bigint AS amount_without_account
FROM household h JOIN entitlement e ON e.household_number = h.number
JOIN subsidy_policy p ON p.number = e.policy_number AND p.to_confirm = '{}'
CROSS JOIN LATERAL (
  SELECT coalesce(sum(t.amount), 0) AS whole,
    coalesce(sum(t.amount) FILTER (WHERE t.level = 'central'), 0) AS central,
    coalesce(sum(t.amount) FILTER (WHERE t.level = 'province'), 0) AS province,
    coalesce(sum(t.amount) FILTER (WHERE t.level = 'city'), 0) AS city,
    coalesce(sum(t.amount) FILTER (WHERE t.level = 'county'), 0) AS county
  FROM payment t WHERE t.household_number = e.household_number AND t.policy_number = e.policy_number AND t.result <> 'failed'
) s
CROSS JOIN LATERAL (VALUES
  ('central', greatest(0, least(greatest(0, e.due_central - s.central), e.due - s.whole))),
  ('province', greatest(0, least(greatest(0, e.due_province - s.province), e.due - s.whole - greatest(0, e.due_central - s.central)))),
  ('city', greatest(0, least(greatest(0, e.due_city - s.city), e.due - s.whole - greatest(0, e.due_central - s.central) - greatest(0, e.due_province - s.province)))),
  ('county', greatest(0, least(greatest(0, e.due_county - s.county), e.due - s.whole - greatest(0, e.due_central - s.central) - greatest(0, e.due_province - s.province) - greatest(0, e.due_city - s.city))))
) o(level, amount)
CROSS JOIN LATERAL (VALUES (e.policy_number, o.level), ('', '')) k(policy_number, level)
WHERE o.amount > 0 GROUP BY e.season, h.village_code, k.policy_number, k.level;

CREATE VIEW "unpaid_sum_now" AS
SELECT season, kind, village_code, due_on, "before", count(*)::int AS households, sum(amount)::bigint AS amount
FROM (
  SELECT season, kind, village_code, household_number, due_on, amount, coalesce(lag(due_on) OVER (
    PARTITION BY season, kind, village_code, household_number ORDER BY due_on), '-infinity'::date) AS "before"
  FROM (
    SELECT s.season, k.kind, h.village_code, e.household_number, p.due_on, sum(e.due - e.paid) AS amount
    FROM household h JOIN entitlement e ON e.household_number = h.number AND e.paid < e.due
    JOIN subsidy_policy p ON p.number = e.policy_number
    CROSS JOIN LATERAL (VALUES (e.season), ('')) s(season) CROSS JOIN LATERAL (VALUES (p.kind), ('')) k(kind)
    GROUP BY s.season, k.kind, h.village_code, e.household_number, p.due_on
  ) day
) one GROUP BY season, kind, village_code, due_on, "before";

CREATE VIEW "resend_sum_now" AS
SELECT p.season, p.batch_division, p.batch_number, h.village_code, count(*)::int AS payments, sum(least(p.amount, o.amount))::bigint AS amount
FROM household h JOIN payment p ON p.household_number = h.number AND p.result = 'failed'
JOIN entitlement e ON e.household_number = p.household_number AND e.policy_number = p.policy_number
CROSS JOIN LATERAL (
  SELECT coalesce(sum(t.amount), 0) AS whole,
    coalesce(sum(t.amount) FILTER (WHERE t.level = 'central'), 0) AS central,
    coalesce(sum(t.amount) FILTER (WHERE t.level = 'province'), 0) AS province,
    coalesce(sum(t.amount) FILTER (WHERE t.level = 'city'), 0) AS city,
    coalesce(sum(t.amount) FILTER (WHERE t.level = 'county'), 0) AS county
  FROM payment t WHERE t.household_number = e.household_number AND t.policy_number = e.policy_number AND t.result <> 'failed'
) s
CROSS JOIN LATERAL (VALUES
  ('central', greatest(0, least(greatest(0, e.due_central - s.central), e.due - s.whole))),
  ('province', greatest(0, least(greatest(0, e.due_province - s.province), e.due - s.whole - greatest(0, e.due_central - s.central)))),
  ('city', greatest(0, least(greatest(0, e.due_city - s.city), e.due - s.whole - greatest(0, e.due_central - s.central) - greatest(0, e.due_province - s.province)))),
  ('county', greatest(0, least(greatest(0, e.due_county - s.county), e.due - s.whole - greatest(0, e.due_central - s.central) - greatest(0, e.due_province - s.province) - greatest(0, e.due_city - s.city))))
) o(level, amount)
WHERE o.level = p.level AND least(p.amount, o.amount) > 0
  AND NOT EXISTS (SELECT 1 FROM payment n WHERE n.household_number = p.household_number AND n.policy_number = p.policy_number
    AND n.level = p.level AND n.resend_of = p.batch_number)
GROUP BY p.season, p.batch_division, p.batch_number, h.village_code;

CREATE VIEW "batch_sum_now" AS
SELECT batch_division, batch_number, array_agg(DISTINCT season ORDER BY season) AS seasons,
  count(DISTINCT household_number)::int AS households, count(*)::int AS payments, sum(amount)::bigint AS amount,
  coalesce(sum(amount) FILTER (WHERE result = 'ok'), 0)::bigint AS arrived, count(*) FILTER (WHERE result = 'failed')::int AS failed,
  coalesce(sum(amount) FILTER (WHERE result = 'failed'), 0)::bigint AS failed_amount, count(*) FILTER (WHERE result = 'pending')::int AS pending
FROM payment GROUP BY batch_division, batch_number;

CREATE FUNCTION refresh_subsidy_sums(villages TEXT[]) RETURNS void LANGUAGE plpgsql AS E'BEGIN
  -- One writer of a village at a time. The statements after this one see what the writer before has committed.
  PERFORM pg_advisory_xact_lock(hashtextextended(''subsidy sums '' || code, 0)) FROM (SELECT DISTINCT unnest(villages) AS code ORDER BY 1) v\x3b
  DELETE FROM subsidy_sum WHERE village_code = ANY(villages)\x3b
  INSERT INTO subsidy_sum SELECT n.* FROM subsidy_sum_now n WHERE village_code = ANY(villages)\x3b
  DELETE FROM subsidy_households WHERE village_code = ANY(villages)\x3b
  INSERT INTO subsidy_households SELECT n.* FROM subsidy_households_now n WHERE village_code = ANY(villages)\x3b
  DELETE FROM subsidy_open WHERE village_code = ANY(villages)\x3b
  INSERT INTO subsidy_open SELECT n.* FROM subsidy_open_now n WHERE village_code = ANY(villages)\x3b
  DELETE FROM unpaid_sum WHERE village_code = ANY(villages)\x3b
  INSERT INTO unpaid_sum SELECT n.* FROM unpaid_sum_now n WHERE village_code = ANY(villages)\x3b
  DELETE FROM resend_sum WHERE village_code = ANY(villages)\x3b
  INSERT INTO resend_sum SELECT n.* FROM resend_sum_now n WHERE village_code = ANY(villages)\x3b
END';

CREATE FUNCTION refresh_batch_sums(divisions TEXT[], numbers TEXT[]) RETURNS void LANGUAGE plpgsql AS E'DECLARE key record\x3b
BEGIN
  FOR key IN SELECT DISTINCT division, number FROM unnest(divisions, numbers) k(division, number) ORDER BY 1, 2 LOOP
    PERFORM pg_advisory_xact_lock(hashtextextended(''batch sum '' || key.division || '' '' || key.number, 0))\x3b
    DELETE FROM batch_sum b WHERE b.batch_division = key.division AND b.batch_number = key.number\x3b
    INSERT INTO batch_sum SELECT n.* FROM batch_sum_now n WHERE n.batch_division = key.division AND n.batch_number = key.number\x3b
  END LOOP\x3b
END';
CREATE FUNCTION batch_rows_changed() RETURNS trigger LANGUAGE plpgsql AS E'DECLARE divisions text[]\x3b numbers text[]\x3b
BEGIN
  SELECT array_agg(batch_division), array_agg(batch_number) INTO divisions, numbers FROM (
    SELECT DISTINCT batch_division, batch_number FROM changed
  ) b\x3b
  IF divisions IS NOT NULL THEN PERFORM refresh_batch_sums(divisions, numbers)\x3b END IF\x3b
  RETURN NULL\x3b
END';
CREATE FUNCTION batch_changed() RETURNS trigger LANGUAGE plpgsql AS E'DECLARE divisions text[]\x3b numbers text[]\x3b
BEGIN
  SELECT array_agg(batch_division), array_agg(batch_number) INTO divisions, numbers FROM (
    SELECT DISTINCT unnest(ARRAY[b.batch_division, a.batch_division]) AS batch_division, a.batch_number
    FROM before b JOIN after a USING (batch_number, household_number, policy_number, level)
    WHERE (b.batch_division, b.season, b.amount, b.result) IS DISTINCT FROM (a.batch_division, a.season, a.amount, a.result)
  ) b\x3b
  IF divisions IS NOT NULL THEN PERFORM refresh_batch_sums(divisions, numbers)\x3b END IF\x3b
  RETURN NULL\x3b
END';

-- Added or removed entitlements and payments.
CREATE FUNCTION ledger_rows_changed() RETURNS trigger LANGUAGE plpgsql AS E'DECLARE villages text[]\x3b
BEGIN
  SELECT array_agg(DISTINCT code) INTO villages FROM (
    SELECT h.village_code FROM changed c JOIN household h ON h.number = c.household_number
  ) v(code)\x3b
  IF villages IS NOT NULL THEN PERFORM refresh_subsidy_sums(villages)\x3b END IF\x3b
  RETURN NULL\x3b
END';

-- Changed rows, when what changed is part of a sum.
CREATE FUNCTION entitlement_changed() RETURNS trigger LANGUAGE plpgsql AS E'DECLARE villages text[]\x3b
BEGIN
  SELECT array_agg(DISTINCT code) INTO villages FROM (
    SELECT h.village_code FROM before b JOIN after a USING (household_number, policy_number)
    JOIN household h ON h.number = a.household_number
    WHERE (b.season, b.due, b.due_central, b.due_province, b.due_city, b.due_county, b.paid)
      IS DISTINCT FROM (a.season, a.due, a.due_central, a.due_province, a.due_city, a.due_county, a.paid)
  ) v(code)\x3b
  IF villages IS NOT NULL THEN PERFORM refresh_subsidy_sums(villages)\x3b END IF\x3b
  RETURN NULL\x3b
END';
CREATE FUNCTION payment_changed() RETURNS trigger LANGUAGE plpgsql AS E'DECLARE villages text[]\x3b
BEGIN
  SELECT array_agg(DISTINCT code) INTO villages FROM (
    SELECT h.village_code FROM before b JOIN after a USING (batch_number, household_number, policy_number, level)
    JOIN household h ON h.number = a.household_number WHERE (b.batch_division, b.season, b.amount, b.result, b.resend_of)
      IS DISTINCT FROM (a.batch_division, a.season, a.amount, a.result, a.resend_of)
  ) v(code)\x3b
  IF villages IS NOT NULL THEN PERFORM refresh_subsidy_sums(villages)\x3b END IF\x3b
  RETURN NULL\x3b
END';
CREATE FUNCTION household_of_ledger_changed() RETURNS trigger LANGUAGE plpgsql AS E'DECLARE villages text[]\x3b
BEGIN
  SELECT array_agg(DISTINCT code) INTO villages FROM (
    SELECT unnest(ARRAY[b.village_code, a.village_code]) FROM before b JOIN after a USING (number)
    WHERE (b.village_code <> a.village_code OR (b.bank_account_masked IS NULL) <> (a.bank_account_masked IS NULL))
      AND EXISTS (SELECT 1 FROM entitlement e WHERE e.household_number = a.number)
  ) v(code)\x3b
  IF villages IS NOT NULL THEN PERFORM refresh_subsidy_sums(villages)\x3b END IF\x3b
  RETURN NULL\x3b
END';
CREATE FUNCTION policy_of_ledger_changed() RETURNS trigger LANGUAGE plpgsql AS E'DECLARE villages text[]\x3b
BEGIN
  SELECT array_agg(DISTINCT code) INTO villages FROM (
    SELECT h.village_code FROM before b JOIN after a USING (number) JOIN entitlement e ON e.policy_number = a.number
    JOIN household h ON h.number = e.household_number
    WHERE (b.kind, b.due_on, b.to_confirm = ''{}'') IS DISTINCT FROM (a.kind, a.due_on, a.to_confirm = ''{}'')
  ) v(code)\x3b
  IF villages IS NOT NULL THEN PERFORM refresh_subsidy_sums(villages)\x3b END IF\x3b
  RETURN NULL\x3b
END';

CREATE TRIGGER "entitlement_sums_insert" AFTER INSERT ON "entitlement" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_rows_changed();
CREATE TRIGGER "entitlement_sums_delete" AFTER DELETE ON "entitlement" REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_rows_changed();
CREATE TRIGGER "entitlement_sums_update" AFTER UPDATE ON "entitlement" REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION entitlement_changed();
CREATE TRIGGER "payment_sums_insert" AFTER INSERT ON "payment" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_rows_changed();
CREATE TRIGGER "payment_sums_delete" AFTER DELETE ON "payment" REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_rows_changed();
CREATE TRIGGER "payment_sums_update" AFTER UPDATE ON "payment" REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION payment_changed();
CREATE TRIGGER "payment_batch_sum_insert" AFTER INSERT ON "payment" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION batch_rows_changed();
CREATE TRIGGER "payment_batch_sum_delete" AFTER DELETE ON "payment" REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION batch_rows_changed();
CREATE TRIGGER "payment_batch_sum_update" AFTER UPDATE ON "payment" REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION batch_changed();
CREATE TRIGGER "household_sums_update" AFTER UPDATE ON "household" REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION household_of_ledger_changed();
CREATE TRIGGER "subsidy_policy_sums_update" AFTER UPDATE ON "subsidy_policy" REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION policy_of_ledger_changed();

SELECT refresh_subsidy_sums(ARRAY(SELECT DISTINCT h.village_code FROM entitlement e JOIN household h ON h.number = e.household_number));
INSERT INTO batch_sum SELECT * FROM batch_sum_now;

-- Facts by state of continuity ('' without one): the cross table with reburning, and the households in arrears.
CREATE TABLE "continuity_sum" (
    "season" TEXT NOT NULL,
    "village_code" TEXT NOT NULL,
    "continuity" TEXT NOT NULL,
    "households" INTEGER NOT NULL,
    "reburning" INTEGER NOT NULL,
    "surveyed" INTEGER NOT NULL,
    "suspected" INTEGER NOT NULL,
    "not_used" INTEGER NOT NULL,
    "in_arrears" INTEGER NOT NULL,

    CONSTRAINT "continuity_sum_pkey" PRIMARY KEY ("season", "village_code", "continuity")
);
CREATE INDEX "continuity_sum_village_code_idx" ON "continuity_sum"("village_code");

CREATE VIEW "continuity_sum_now" AS
SELECT f.season, f.village_code, s.continuity, count(*)::int AS households, sum(f.b)::int AS reburning, sum(f.iv)::int AS surveyed,
  sum(f.q)::int AS suspected, sum(f.cv - f.u)::int AS not_used, count(*) FILTER (WHERE f.arrears > 0)::int AS in_arrears
FROM household_facts f CROSS JOIN LATERAL (SELECT CASE
  WHEN f.continuity_arrears > 0 THEN 'arrears'
  WHEN f.continuity_interrupted > 0 THEN 'interrupted'
  WHEN f.continuity_reduced > 0 THEN 'reduced'
  WHEN f.continuity_not_due > 0 THEN 'not_due'
  WHEN f.continuity_continuous > 0 THEN 'continuous'
  WHEN f.continuity_never > 0 THEN 'never'
  WHEN f.continuity_not_applicable > 0 THEN 'not_applicable' ELSE '' END AS continuity) s
GROUP BY f.season, f.village_code, s.continuity;

INSERT INTO continuity_sum SELECT * FROM continuity_sum_now;

ANALYZE subsidy_sum, subsidy_households, subsidy_open, unpaid_sum, resend_sum, batch_sum, continuity_sum;
