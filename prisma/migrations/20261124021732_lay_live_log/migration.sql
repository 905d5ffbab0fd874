-- CreateTable
CREATE TABLE "log_head" (
    "meeting_id" UUID NOT NULL,
    "seq" INTEGER NOT NULL DEFAULT 0,
    "hash" TEXT NOT NULL,
    "hash_name" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 0,
    "public_seq" INTEGER NOT NULL DEFAULT 0,
    "room_seq" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "log_head_pkey" PRIMARY KEY ("meeting_id")
);

-- CreateTable
CREATE TABLE "log_event" (
    "meeting_id" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "at" BIGINT NOT NULL,
    "actor" TEXT NOT NULL,
    "audience" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "payload" TEXT,
    "salt" TEXT,
    "payload_hash" TEXT NOT NULL,
    "prev_hash" TEXT NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "log_event_pkey" PRIMARY KEY ("meeting_id","seq")
);

-- CreateTable
CREATE TABLE "log_command" (
    "meeting_id" UUID NOT NULL,
    "command_id" UUID NOT NULL,
    "actor" TEXT NOT NULL,
    "ack" TEXT NOT NULL,
    "at" BIGINT NOT NULL,

    CONSTRAINT "log_command_pkey" PRIMARY KEY ("meeting_id","command_id")
);

-- CreateTable
CREATE TABLE "log_snapshot" (
    "meeting_id" UUID NOT NULL,
    "audience" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "state" TEXT NOT NULL,

    CONSTRAINT "log_snapshot_pkey" PRIMARY KEY ("meeting_id","audience")
);

-- CreateTable
CREATE TABLE "outbox" (
    "id" BIGSERIAL NOT NULL,
    "meeting_id" UUID,
    "kind" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "payload" JSONB NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "last_error" TEXT,
    "done_at" TIMESTAMPTZ(3),

    CONSTRAINT "outbox_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "meeting" (
    "id" UUID NOT NULL,
    "title" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "label" TEXT NOT NULL,
    "place" TEXT NOT NULL,
    "planned_start_at" TIMESTAMPTZ(3) NOT NULL,
    "planned_end_at" TIMESTAMPTZ(3) NOT NULL,
    "access" TEXT NOT NULL,
    "phase" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "created_by_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "meeting_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "meeting_participant" (
    "meeting_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "roles" TEXT[],

    CONSTRAINT "meeting_participant_pkey" PRIMARY KEY ("meeting_id","user_id")
);

-- CreateIndex
CREATE INDEX "outbox_done_at_due_at_idx" ON "outbox"("done_at", "due_at");

-- CreateIndex
CREATE UNIQUE INDEX "outbox_kind_key_key" ON "outbox"("kind", "key");

-- CreateIndex
CREATE INDEX "meeting_phase_planned_start_at_idx" ON "meeting"("phase", "planned_start_at");

-- CreateIndex
CREATE INDEX "meeting_participant_user_id_idx" ON "meeting_participant"("user_id");

-- AddForeignKey
ALTER TABLE "meeting_participant" ADD CONSTRAINT "meeting_participant_meeting_id_fkey" FOREIGN KEY ("meeting_id") REFERENCES "meeting"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Rules that must survive bugs: the log only grows, and only a redaction may empty a payload.
ALTER TABLE "log_event" ADD CONSTRAINT "log_event_audience_check" CHECK ("audience" IN ('public', 'room', 'staff'));
ALTER TABLE "log_event" ADD CONSTRAINT "log_event_payload_salt_check" CHECK (("payload" IS NULL) = ("salt" IS NULL));
CREATE FUNCTION "log_event_is_append_only"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'log events are never deleted';
  END IF;
  IF NEW.payload IS NOT NULL OR NEW.salt IS NOT NULL
     OR (NEW.meeting_id, NEW.seq, NEW.at, NEW.actor, NEW.audience, NEW.type, NEW.payload_hash, NEW.prev_hash, NEW.hash)
        IS DISTINCT FROM (OLD.meeting_id, OLD.seq, OLD.at, OLD.actor, OLD.audience, OLD.type, OLD.payload_hash, OLD.prev_hash, OLD.hash) THEN
    RAISE EXCEPTION 'log events never change; a redaction empties payload and salt and nothing else';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "log_event_append_only" BEFORE UPDATE OR DELETE ON "log_event"
  FOR EACH ROW EXECUTE FUNCTION "log_event_is_append_only"();
