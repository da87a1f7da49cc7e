-- 备份 (docs/definitions.md#backup): each backup that this instance made by itself or was asked for, and what its rehearsal found.
CREATE TABLE "backup_run" (
    "id" UUID NOT NULL,
    "why" TEXT NOT NULL,
    "begun_at" TIMESTAMPTZ(3) NOT NULL,
    "file" TEXT NOT NULL,
    "bytes" BIGINT,
    "rows" BIGINT,
    "files" INTEGER,
    "seconds" DOUBLE PRECISION,
    "rehearsal" JSONB,
    "problem" JSONB,
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "backup_run_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "backup_run_why" CHECK ("why" IN ('nightly', 'asked', 'upgrade'))
);
CREATE INDEX "backup_run_begun_at_idx" ON "backup_run"("begun_at");
