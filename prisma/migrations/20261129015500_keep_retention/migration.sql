-- CreateTable
CREATE TABLE "retention_setting" (
    "id" INTEGER NOT NULL,
    "recording_days" INTEGER NOT NULL,
    "word_days" INTEGER NOT NULL,
    "audit_days" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,

    CONSTRAINT "retention_setting_pkey" PRIMARY KEY ("id"),
    -- Bounds of the law, whatever the code in front of it says (W1).
    CONSTRAINT "retention_setting_bounds" CHECK ("id" = 1 AND "recording_days" >= 60 AND "word_days" >= 180 AND "audit_days" >= 180)
);

-- CreateTable
CREATE TABLE "retention_erasure" (
    "meeting_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "erased_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "retention_erasure_pkey" PRIMARY KEY ("meeting_id","kind")
);

-- CreateTable
CREATE TABLE "audit_entry" (
    "seq" INTEGER NOT NULL,
    "at" BIGINT NOT NULL,
    "actor" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "meeting_id" UUID,
    "detail" JSONB NOT NULL,
    "key" TEXT NOT NULL,
    "prev_hash" TEXT NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "audit_entry_pkey" PRIMARY KEY ("seq")
);

-- CreateIndex
CREATE UNIQUE INDEX "audit_entry_key_key" ON "audit_entry"("key");

-- CreateIndex
CREATE INDEX "audit_entry_at_idx" ON "audit_entry"("at");
