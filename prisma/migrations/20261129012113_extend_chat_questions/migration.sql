-- AlterTable
ALTER TABLE "chat_message" ADD COLUMN     "answer_by" TEXT,
ADD COLUMN     "answer_seq" INTEGER,
ADD COLUMN     "answer_text" TEXT,
ADD COLUMN     "answer_turn_id" TEXT,
ADD COLUMN     "answered_at" BIGINT,
ADD COLUMN     "group_id" TEXT,
ADD COLUMN     "is_opinion" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "item_id" TEXT,
ADD COLUMN     "joined_to" TEXT,
ADD COLUMN     "mark_note" TEXT,
ADD COLUMN     "raised_at" BIGINT,
ADD COLUMN     "raised_by" TEXT,
ADD COLUMN     "raised_turn_id" TEXT,
ADD COLUMN     "reviewed_at" BIGINT,
ADD COLUMN     "shown_at" BIGINT,
ADD COLUMN     "upvotes" INTEGER NOT NULL DEFAULT 0;

-- CreateIndex
CREATE INDEX "chat_message_meeting_id_group_id_idx" ON "chat_message"("meeting_id", "group_id");

-- A question may be joined to a published one that stands for it.
ALTER TABLE "chat_message" DROP CONSTRAINT "chat_message_status_check";
ALTER TABLE "chat_message" ADD CONSTRAINT "chat_message_status_check"
  CHECK ("status" IN ('pending', 'published', 'joined', 'declined', 'deleted'));
ALTER TABLE "chat_message" ADD CONSTRAINT "chat_message_joined_check"
  CHECK (("status" = 'joined') = ("joined_to" IS NOT NULL));
