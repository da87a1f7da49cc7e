-- 评估报告 of a version: the figures and the office's texts it is written from, as they stood when it was frozen. Versions frozen
-- before this have none.
CREATE TABLE "signed_evaluation" (
    "report_id" UUID NOT NULL,
    "figures" JSONB NOT NULL,
    "texts" JSONB NOT NULL,
    "text_version" INTEGER NOT NULL,

    CONSTRAINT "signed_evaluation_pkey" PRIMARY KEY ("report_id"),
    CONSTRAINT "signed_evaluation_text_version" CHECK ("text_version" >= 0)
);
ALTER TABLE "signed_evaluation" ADD CONSTRAINT "signed_evaluation_report_id_fkey" FOREIGN KEY ("report_id") REFERENCES "signed_report"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
CREATE TRIGGER "signed_evaluation_no_change" BEFORE UPDATE OR DELETE ON "signed_evaluation" FOR EACH ROW EXECUTE FUNCTION "signed_record_is_kept"();
CREATE TRIGGER "signed_evaluation_no_truncate" BEFORE TRUNCATE ON "signed_evaluation" FOR EACH STATEMENT EXECUTE FUNCTION "signed_record_is_kept"();
