-- The orders and filters of the desk of findings, so that a page costs the same in any register.
CREATE INDEX "finding_desk_due" ON "finding" ("season", (CASE WHEN "urgent" AND "state" <> 'closed' THEN 0 ELSE 1 END), "due_on", "id");
CREATE INDEX "finding_desk_number" ON "finding" ("season", "number" COLLATE "C", "id");
CREATE INDEX "finding_desk_amount" ON "finding" ("season", (coalesce("amount", 0)), "id");
CREATE INDEX "finding_desk_proposed" ON "finding" ("season", "level") WHERE "state" = 'proposed';
CREATE INDEX "finding_desk_owner" ON "finding" ("owner_account_id") WHERE "owner_account_id" IS NOT NULL;

-- The reports that an account may read belong to the findings made of them, and a file of a step is found by its name.
CREATE INDEX "finding_step_files" ON "finding_step" USING gin ("files" jsonb_path_ops) WHERE "files" <> '[]';
CREATE INDEX "finding_desk_urgent" ON "finding" ("season") WHERE "urgent" AND "state" <> 'closed';

-- The lists of 重复与异常: what is not closed of a rule, household by household.
CREATE INDEX "finding_desk_rule" ON "finding" ("season", "rule", "household_number", "number") WHERE "state" <> 'closed';
