-- 可持续运营方案: what a county plans for villages where clean heating does not run stably or loose coal burns again. One plan may cover
-- several villages of its county, a village has at most one plan a season. What stands in it is content, by version.
CREATE SEQUENCE "operation_plan_number_seq";
CREATE TABLE "operation_plan" (
    "number" TEXT NOT NULL DEFAULT 'FA' || lpad(nextval('operation_plan_number_seq')::text, 6, '0'),
    "season" TEXT NOT NULL,
    "county_code" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "content" JSONB NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "written_by" TEXT NOT NULL,
    "written_at" TIMESTAMPTZ(3) NOT NULL,
    "submitted_by" TEXT,
    "approved_by" TEXT,
    "approved_on" DATE,

    CONSTRAINT "operation_plan_pkey" PRIMARY KEY ("number"),
    CONSTRAINT "operation_plan_state" CHECK ("state" IN ('draft', 'submitted', 'approved', 'returned')),
    CONSTRAINT "operation_plan_submitted" CHECK ("state" NOT IN ('submitted', 'approved') OR "submitted_by" IS NOT NULL),
    CONSTRAINT "operation_plan_approved" CHECK (("state" = 'approved') = ("approved_by" IS NOT NULL)
      AND ("state" = 'approved') = ("approved_on" IS NOT NULL)),
    CONSTRAINT "operation_plan_second_person" CHECK ("approved_by" IS NULL
      OR ("approved_by" <> "written_by" AND "approved_by" <> "submitted_by"))
);
ALTER SEQUENCE "operation_plan_number_seq" OWNED BY "operation_plan"."number";
CREATE INDEX "operation_plan_county_code_idx" ON "operation_plan"("county_code");
ALTER TABLE "operation_plan" ADD CONSTRAINT "operation_plan_season_fkey" FOREIGN KEY ("season") REFERENCES "season"("name") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "operation_plan" ADD CONSTRAINT "operation_plan_county_code_fkey" FOREIGN KEY ("county_code") REFERENCES "division"("code") ON DELETE RESTRICT ON UPDATE CASCADE;

-- The villages a plan covers, with what triggered it there: figures of its season, kept for the follow-up.
CREATE TABLE "operation_plan_village" (
    "plan_number" TEXT NOT NULL,
    "season" TEXT NOT NULL,
    "village_code" TEXT NOT NULL,
    "trigger" JSONB NOT NULL,

    CONSTRAINT "operation_plan_village_pkey" PRIMARY KEY ("plan_number", "village_code")
);
CREATE UNIQUE INDEX "operation_plan_village_once" ON "operation_plan_village"("season", "village_code");
CREATE INDEX "operation_plan_village_village_code_idx" ON "operation_plan_village"("village_code");
ALTER TABLE "operation_plan_village" ADD CONSTRAINT "operation_plan_village_plan_number_fkey" FOREIGN KEY ("plan_number") REFERENCES "operation_plan"("number") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "operation_plan_village" ADD CONSTRAINT "operation_plan_village_village_code_fkey" FOREIGN KEY ("village_code") REFERENCES "division"("code") ON DELETE RESTRICT ON UPDATE CASCADE;

-- 版本 and 流转: what a person saved, and each step. Never changed and never deleted.
CREATE TABLE "operation_plan_step" (
    "id" BIGSERIAL NOT NULL,
    "plan_number" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor" TEXT NOT NULL,
    "actor_name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "words" TEXT,
    "content" JSONB,

    CONSTRAINT "operation_plan_step_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "operation_plan_step_kind" CHECK ("kind" IN ('drafted', 'saved', 'submitted', 'approved', 'returned', 'reopened')),
    CONSTRAINT "operation_plan_step_content" CHECK (("kind" IN ('drafted', 'saved')) = ("content" IS NOT NULL))
);
CREATE UNIQUE INDEX "operation_plan_step_version" ON "operation_plan_step"("plan_number", "version") WHERE "content" IS NOT NULL;
CREATE INDEX "operation_plan_step_plan_number_idx" ON "operation_plan_step"("plan_number");
ALTER TABLE "operation_plan_step" ADD CONSTRAINT "operation_plan_step_plan_number_fkey" FOREIGN KEY ("plan_number") REFERENCES "operation_plan"("number") ON DELETE RESTRICT ON UPDATE CASCADE;
CREATE FUNCTION "operation_plan_step_is_kept"() RETURNS trigger LANGUAGE plpgsql AS E'BEGIN
    RAISE EXCEPTION ''operation_plan_step is append-only'' USING ERRCODE = ''restrict_violation''\x3b
END ';
CREATE TRIGGER "operation_plan_step_no_change" BEFORE UPDATE OR DELETE ON "operation_plan_step" FOR EACH ROW EXECUTE FUNCTION "operation_plan_step_is_kept"();
CREATE TRIGGER "operation_plan_step_no_truncate" BEFORE TRUNCATE ON "operation_plan_step" FOR EACH STATEMENT EXECUTE FUNCTION "operation_plan_step_is_kept"();
