-- CreateTable
CREATE TABLE "media_seat" (
    "meeting_id" UUID NOT NULL,
    "identity" TEXT NOT NULL,
    "session_id" UUID,
    "issued_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "media_seat_pkey" PRIMARY KEY ("meeting_id","identity")
);

-- CreateIndex
CREATE INDEX "media_seat_session_id_idx" ON "media_seat"("session_id");

-- AddForeignKey
ALTER TABLE "media_seat" ADD CONSTRAINT "media_seat_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "session"("id") ON DELETE SET NULL ON UPDATE CASCADE;
