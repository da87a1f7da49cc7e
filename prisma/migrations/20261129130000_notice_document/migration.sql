-- 文号 of the public notice of a batch, as it is printed.
ALTER TABLE "payment_batch" ADD COLUMN "notice_document" TEXT;
ALTER TABLE "payment_batch" ADD CONSTRAINT "payment_batch_notice_document"
  CHECK ("notice_document" IS NULL OR (btrim("notice_document") <> '' AND char_length("notice_document") <= 60));
