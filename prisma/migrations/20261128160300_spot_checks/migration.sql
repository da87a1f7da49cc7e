-- 抽查: a draw is kept as it was made, with its seed and its rule. A second draw adds to it and takes none that was drawn before.
CREATE TABLE "spot_draw" (
    "id" UUID NOT NULL,
    "season" TEXT NOT NULL,
    "division_code" TEXT NOT NULL,
    "nth" INTEGER NOT NULL,
    "seed" TEXT NOT NULL,
    "share_bps" INTEGER NOT NULL,
    "at_least" INTEGER NOT NULL,
    "weighted_bps" INTEGER NOT NULL,
    "households" INTEGER NOT NULL,
    -- SHA-256 of the numbers and weights that were drawn from, which proves the register of that moment.
    "frame_hash" TEXT NOT NULL,
    "drawn_at" TIMESTAMPTZ(3) NOT NULL,
    "drawn_by" TEXT NOT NULL,

    CONSTRAINT "spot_draw_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "spot_draw_rule" CHECK ("share_bps" BETWEEN 1 AND 10000 AND "at_least" BETWEEN 1 AND 1000 AND "weighted_bps" BETWEEN 0 AND 10000)
);
CREATE UNIQUE INDEX "spot_draw_season_division_code_nth_key" ON "spot_draw"("season", "division_code", "nth");
ALTER TABLE "spot_draw" ADD CONSTRAINT "spot_draw_season_fkey" FOREIGN KEY ("season") REFERENCES "season"("name") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "spot_draw" ADD CONSTRAINT "spot_draw_division_code_fkey" FOREIGN KEY ("division_code") REFERENCES "division"("code") ON DELETE RESTRICT ON UPDATE CASCADE;

-- The id is also that of the visit with which it is done. first_answers: what the first visit said when the check came in.
CREATE TABLE "spot_check" (
    "id" UUID NOT NULL,
    "draw_id" UUID NOT NULL,
    "season" TEXT NOT NULL,
    "household_number" TEXT NOT NULL,
    "part" TEXT NOT NULL,
    "weight" INTEGER NOT NULL,
    "first_visit_id" TEXT NOT NULL,
    "first_answers" JSONB,
    "checker_id" UUID,
    "assigned_at" TIMESTAMPTZ(3),
    "assigned_by" TEXT,
    "withdrawn_at" TIMESTAMPTZ(3),
    "withdrawn_by" TEXT,
    "withdrawn_reason" TEXT,
    "done_at" TIMESTAMPTZ(3),

    CONSTRAINT "spot_check_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "spot_check_part" CHECK ("part" IN ('random', 'weighted')),
    CONSTRAINT "spot_check_assigned" CHECK (("checker_id" IS NULL) = ("assigned_at" IS NULL) AND ("checker_id" IS NULL) = ("assigned_by" IS NULL)),
    CONSTRAINT "spot_check_withdrawn" CHECK (("withdrawn_at" IS NULL) = ("withdrawn_by" IS NULL) AND ("withdrawn_at" IS NULL OR coalesce("withdrawn_reason", '') <> '')),
    CONSTRAINT "spot_check_done" CHECK ("done_at" IS NULL OR ("checker_id" IS NOT NULL AND "withdrawn_at" IS NULL AND "first_answers" IS NOT NULL))
);
CREATE UNIQUE INDEX "spot_check_season_household_number_key" ON "spot_check"("season", "household_number");
CREATE INDEX "spot_check_draw_id_idx" ON "spot_check"("draw_id");
CREATE INDEX "spot_check_checker_id_idx" ON "spot_check"("checker_id");
CREATE INDEX "spot_check_household_number_idx" ON "spot_check"("household_number");
ALTER TABLE "spot_check" ADD CONSTRAINT "spot_check_draw_id_fkey" FOREIGN KEY ("draw_id") REFERENCES "spot_draw"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "spot_check" ADD CONSTRAINT "spot_check_household_number_fkey" FOREIGN KEY ("household_number") REFERENCES "household"("number") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "spot_check" ADD CONSTRAINT "spot_check_first_visit_id_fkey" FOREIGN KEY ("first_visit_id") REFERENCES "visit"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "spot_check" ADD CONSTRAINT "spot_check_checker_id_fkey" FOREIGN KEY ("checker_id") REFERENCES "account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- 值得一看: what a computation found in the records of a village, once by its key. What a person wrote after looking stays when it is computed again.
CREATE TABLE "quality_run" (
    "season" TEXT NOT NULL,
    "division_code" TEXT NOT NULL,
    "computed_at" TIMESTAMPTZ(3) NOT NULL,
    "visits" INTEGER NOT NULL,

    CONSTRAINT "quality_run_pkey" PRIMARY KEY ("season", "division_code")
);
ALTER TABLE "quality_run" ADD CONSTRAINT "quality_run_season_fkey" FOREIGN KEY ("season") REFERENCES "season"("name") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "quality_run" ADD CONSTRAINT "quality_run_division_code_fkey" FOREIGN KEY ("division_code") REFERENCES "division"("code") ON DELETE RESTRICT ON UPDATE CASCADE;

CREATE TABLE "quality_reason" (
    "id" UUID NOT NULL,
    "season" TEXT NOT NULL,
    "village_code" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "visits" TEXT[],
    "details" JSONB NOT NULL DEFAULT '{}',
    "found_at" TIMESTAMPTZ(3) NOT NULL,
    "gone_at" TIMESTAMPTZ(3),
    "looked_at" TIMESTAMPTZ(3),
    "looked_by" TEXT,
    "looked_words" TEXT,

    CONSTRAINT "quality_reason_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "quality_reason_kind" CHECK ("kind" IN ('copied', 'digits', 'speed', 'photo')),
    CONSTRAINT "quality_reason_looked" CHECK (("looked_at" IS NULL) = ("looked_by" IS NULL) AND ("looked_at" IS NULL OR coalesce("looked_words", '') <> ''))
);
CREATE UNIQUE INDEX "quality_reason_season_kind_key_key" ON "quality_reason"("season", "kind", "key");
CREATE INDEX "quality_reason_village_code_season_idx" ON "quality_reason"("village_code", "season");
ALTER TABLE "quality_reason" ADD CONSTRAINT "quality_reason_season_fkey" FOREIGN KEY ("season") REFERENCES "season"("name") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "quality_reason" ADD CONSTRAINT "quality_reason_village_code_fkey" FOREIGN KEY ("village_code") REFERENCES "division"("code") ON DELETE RESTRICT ON UPDATE CASCADE;
