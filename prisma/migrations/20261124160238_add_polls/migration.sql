-- CreateTable
CREATE TABLE "poll" (
    "id" UUID NOT NULL,
    "meeting_id" UUID NOT NULL,
    "form" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "secrecy" TEXT NOT NULL,
    "stage" TEXT NOT NULL,
    "closes_at" TIMESTAMPTZ(3),
    "opened_at" TIMESTAMPTZ(3),
    "closed_at" TIMESTAMPTZ(3),
    "again_of_id" UUID,

    CONSTRAINT "poll_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "poll_voter" (
    "poll_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "stands" INTEGER NOT NULL,

    CONSTRAINT "poll_voter_pkey" PRIMARY KEY ("poll_id","user_id")
);

-- CreateTable
CREATE TABLE "poll_mark" (
    "poll_id" UUID NOT NULL,
    "voter" TEXT NOT NULL,
    "address" TEXT,
    "receipt" TEXT,
    "choice" JSONB,

    CONSTRAINT "poll_mark_pkey" PRIMARY KEY ("poll_id","voter")
);

-- CreateTable
CREATE TABLE "poll_ballot" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "poll_id" UUID NOT NULL,
    "receipt" TEXT NOT NULL,
    "choice" JSONB NOT NULL,

    CONSTRAINT "poll_ballot_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "poll_paper" (
    "poll_id" UUID NOT NULL,
    "place" INTEGER NOT NULL,
    "receipt" TEXT,
    "voter" TEXT,
    "choice" JSONB NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "poll_paper_pkey" PRIMARY KEY ("poll_id","place")
);

-- CreateIndex
CREATE INDEX "poll_meeting_id_idx" ON "poll"("meeting_id");

-- CreateIndex
CREATE INDEX "poll_closes_at_idx" ON "poll"("closes_at");

-- CreateIndex
CREATE INDEX "poll_mark_poll_id_address_idx" ON "poll_mark"("poll_id", "address");

-- CreateIndex
CREATE INDEX "poll_ballot_poll_id_idx" ON "poll_ballot"("poll_id");

-- Rules that must survive bugs: known stages, and one formal vote open per meeting (D30).
ALTER TABLE "poll" ADD CONSTRAINT "poll_stage_check" CHECK ("stage" IN ('draft', 'open', 'closed', 'published', 'cancelled', 'invalid'));
CREATE UNIQUE INDEX "poll_one_open_vote" ON "poll" ("meeting_id") WHERE "stage" = 'open' AND "form" = 'vote';
