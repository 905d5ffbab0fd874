-- CreateTable
CREATE TABLE "pulled_source" (
    "id" UUID NOT NULL,
    "meeting_id" UUID NOT NULL,
    "address" TEXT NOT NULL,
    "is_wanted" BOOLEAN NOT NULL,
    "node_id" TEXT,
    "held_until" TIMESTAMPTZ(3),

    CONSTRAINT "pulled_source_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "pulled_source_meeting_id_idx" ON "pulled_source"("meeting_id");

-- AddForeignKey
ALTER TABLE "pulled_source" ADD CONSTRAINT "pulled_source_meeting_id_fkey" FOREIGN KEY ("meeting_id") REFERENCES "meeting"("id") ON DELETE CASCADE ON UPDATE CASCADE;
