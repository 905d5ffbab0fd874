-- CreateTable
CREATE TABLE "account_change" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "by_user_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "act" TEXT NOT NULL,
    "fields" JSONB NOT NULL,

    CONSTRAINT "account_change_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "account_change_user_id_at_idx" ON "account_change"("user_id", "at");

-- AddForeignKey
ALTER TABLE "account_change" ADD CONSTRAINT "account_change_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;
