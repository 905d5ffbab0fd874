-- CreateTable
CREATE TABLE "recording_programme" (
    "id" UUID NOT NULL,
    "meeting_id" UUID NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "revision" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "recording_programme_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "recording_segment" (
    "programme_id" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "duration_ms" INTEGER NOT NULL,
    "storage_key" TEXT NOT NULL,
    "init_key" TEXT NOT NULL,
    "has_discontinuity" BOOLEAN NOT NULL,
    "audience" TEXT NOT NULL,
    "size_bytes" INTEGER NOT NULL,

    CONSTRAINT "recording_segment_pkey" PRIMARY KEY ("programme_id","seq")
);

-- CreateTable
CREATE TABLE "recording_voice" (
    "id" UUID NOT NULL,
    "meeting_id" UUID NOT NULL,
    "turn_id" UUID NOT NULL,
    "user_id" UUID,
    "source" TEXT NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "duration_ms" INTEGER NOT NULL,
    "storage_key" TEXT NOT NULL,
    "size_bytes" INTEGER NOT NULL,

    CONSTRAINT "recording_voice_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "recording_lease" (
    "meeting_id" UUID NOT NULL,
    "node_id" TEXT NOT NULL,
    "held_until" TIMESTAMPTZ(3) NOT NULL,
    "state" JSONB,

    CONSTRAINT "recording_lease_pkey" PRIMARY KEY ("meeting_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "recording_programme_meeting_id_key" ON "recording_programme"("meeting_id");

-- CreateIndex
CREATE UNIQUE INDEX "recording_segment_programme_id_name_key" ON "recording_segment"("programme_id", "name");

-- CreateIndex
CREATE INDEX "recording_voice_meeting_id_starts_at_idx" ON "recording_voice"("meeting_id", "starts_at");

-- CreateIndex
CREATE INDEX "recording_voice_turn_id_idx" ON "recording_voice"("turn_id");

-- AddForeignKey
ALTER TABLE "recording_segment" ADD CONSTRAINT "recording_segment_programme_id_fkey" FOREIGN KEY ("programme_id") REFERENCES "recording_programme"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "recording_segment" ADD CONSTRAINT "recording_segment_audience_check" CHECK ("audience" IN ('public', 'room'));
ALTER TABLE "recording_segment" ADD CONSTRAINT "recording_segment_duration_check" CHECK ("seq" >= 0 AND "duration_ms" > 0 AND "size_bytes" > 0);
ALTER TABLE "recording_voice" ADD CONSTRAINT "recording_voice_source_check" CHECK ("source" IN ('device', 'venue'));
