-- 常用视图: a table with its filters, order and columns, as a person keeps it under a name. 选列: the columns somebody chose last for a list.
CREATE TABLE "saved_view" (
    "id" UUID NOT NULL,
    "account_id" UUID NOT NULL,
    "list" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "address" TEXT NOT NULL,

    CONSTRAINT "saved_view_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "saved_view_address" CHECK ("address" LIKE '/%' AND "address" NOT LIKE '//%')
);
CREATE UNIQUE INDEX "saved_view_account_id_list_name_key" ON "saved_view"("account_id", "list", "name");
ALTER TABLE "saved_view" ADD CONSTRAINT "saved_view_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

CREATE TABLE "table_columns" (
    "account_id" UUID NOT NULL,
    "list" TEXT NOT NULL,
    "columns" TEXT[],

    CONSTRAINT "table_columns_pkey" PRIMARY KEY ("account_id", "list")
);
ALTER TABLE "table_columns" ADD CONSTRAINT "table_columns_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- A list of households in the order of their heads' names reads its first page from here.
CREATE INDEX "household_head_order_idx" ON "household"((coalesce("head_pinyin", "head")), "number");
