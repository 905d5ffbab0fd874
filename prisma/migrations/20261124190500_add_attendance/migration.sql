-- CreateTable
CREATE TABLE "attendance_presence" (
    "meeting_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "is_of_body" BOOLEAN NOT NULL,
    "status" TEXT NOT NULL,
    "place" TEXT,
    "first_at" TIMESTAMPTZ(3),
    "first_means" TEXT,
    "left_at" TIMESTAMPTZ(3),
    "online_ms" BIGINT NOT NULL,
    "is_late" BOOLEAN NOT NULL,
    "has_left_early" BOOLEAN NOT NULL,
    "checks_asked" INTEGER NOT NULL,
    "checks_answered" INTEGER NOT NULL,
    "leave_kind" TEXT,
    "leave_stage" TEXT,
    "leave_reason" TEXT NOT NULL,
    "leave_answer" TEXT NOT NULL,

    CONSTRAINT "attendance_presence_pkey" PRIMARY KEY ("meeting_id","user_id")
);

-- CreateTable
CREATE TABLE "attendance_due" (
    "meeting_id" UUID NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "attendance_due_pkey" PRIMARY KEY ("meeting_id")
);

-- CreateIndex
CREATE INDEX "attendance_presence_user_id_idx" ON "attendance_presence"("user_id");

-- CreateIndex
CREATE INDEX "attendance_due_due_at_idx" ON "attendance_due"("due_at");

ALTER TABLE "attendance_presence" ADD CONSTRAINT "attendance_presence_status_check" CHECK ("status" IN ('expected', 'present', 'left', 'leave', 'absent'));
ALTER TABLE "attendance_presence" ADD CONSTRAINT "attendance_presence_place_check" CHECK ("place" IN ('venue', 'online'));
ALTER TABLE "attendance_presence" ADD CONSTRAINT "attendance_presence_leave_check" CHECK (("leave_kind" IS NULL) = ("leave_stage" IS NULL));
ALTER TABLE "attendance_presence" ADD CONSTRAINT "attendance_presence_checks_check" CHECK ("checks_answered" >= 0 AND "checks_answered" <= "checks_asked");
