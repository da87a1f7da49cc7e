-- The head's name in pinyin, for search: “gao xiao yun”. No database can spell a name: for households that are there already it is worked
-- out by the first start of the server, which finds them by this index.
ALTER TABLE "household" ADD COLUMN "head_pinyin" TEXT;
CREATE INDEX "household_without_pinyin" ON "household" ("number") WHERE "head_pinyin" IS NULL;
