-- CreateTable
CREATE TABLE "speaking_turn" (
    "id" UUID NOT NULL,
    "meeting_id" UUID NOT NULL,
    "item_id" TEXT,
    "kind" TEXT NOT NULL,
    "user_id" UUID,
    "sector_id" TEXT,
    "source" TEXT NOT NULL,
    "answers_turn_id" UUID,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "end_reason" TEXT,
    "limit_ms" INTEGER,
    "spent_ms" INTEGER NOT NULL,

    CONSTRAINT "speaking_turn_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "speaking_turn_meeting_id_started_at_idx" ON "speaking_turn"("meeting_id", "started_at");

-- CreateIndex
CREATE INDEX "speaking_turn_user_id_started_at_idx" ON "speaking_turn"("user_id", "started_at");

-- One main turn at a time, and one interposed question on top of it (D1), whatever the code believes.
CREATE UNIQUE INDEX "speaking_turn_open_main_key" ON "speaking_turn"("meeting_id") WHERE "ended_at" IS NULL AND "kind" <> 'interposedQuestion';
CREATE UNIQUE INDEX "speaking_turn_open_question_key" ON "speaking_turn"("meeting_id") WHERE "ended_at" IS NULL AND "kind" = 'interposedQuestion';

ALTER TABLE "speaking_turn" ADD CONSTRAINT "speaking_turn_kind_check" CHECK ("kind" IN ('interposedQuestion', 'reply', 'pointOfOrder', 'speech'));
ALTER TABLE "speaking_turn" ADD CONSTRAINT "speaking_turn_end_check" CHECK (("ended_at" IS NULL) = ("end_reason" IS NULL) AND ("ended_at" IS NULL OR "ended_at" >= "started_at"));
ALTER TABLE "speaking_turn" ADD CONSTRAINT "speaking_turn_speaker_check" CHECK ("user_id" IS NOT NULL OR "kind" = 'interposedQuestion');
