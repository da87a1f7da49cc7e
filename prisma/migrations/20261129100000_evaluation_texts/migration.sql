-- 评估报告的文字: what an office itself wrote in the eight parts of its report, by version. The sentences that the figures make are not kept
-- here. Never changed and never deleted.
CREATE TABLE "evaluation_text" (
    "division_code" TEXT NOT NULL,
    "season" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "texts" JSONB NOT NULL,
    "written_by" TEXT NOT NULL,
    "writer_name" TEXT NOT NULL,
    "written_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "evaluation_text_pkey" PRIMARY KEY ("division_code", "season", "version"),
    CONSTRAINT "evaluation_text_version_positive" CHECK ("version" > 0)
);
ALTER TABLE "evaluation_text" ADD CONSTRAINT "evaluation_text_division_code_fkey" FOREIGN KEY ("division_code") REFERENCES "division"("code") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "evaluation_text" ADD CONSTRAINT "evaluation_text_season_fkey" FOREIGN KEY ("season") REFERENCES "season"("name") ON DELETE RESTRICT ON UPDATE CASCADE;
CREATE FUNCTION "evaluation_text_is_kept"() RETURNS trigger LANGUAGE plpgsql AS E'BEGIN
    RAISE EXCEPTION ''evaluation_text is append-only'' USING ERRCODE = ''restrict_violation''\x3b
END ';
CREATE TRIGGER "evaluation_text_no_change" BEFORE UPDATE OR DELETE ON "evaluation_text" FOR EACH ROW EXECUTE FUNCTION "evaluation_text_is_kept"();
CREATE TRIGGER "evaluation_text_no_truncate" BEFORE TRUNCATE ON "evaluation_text" FOR EACH STATEMENT EXECUTE FUNCTION "evaluation_text_is_kept"();
