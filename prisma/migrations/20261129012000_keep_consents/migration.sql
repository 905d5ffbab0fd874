-- CreateTable
CREATE TABLE "consent_text" (
    "version" INTEGER NOT NULL,
    "zh_line" TEXT NOT NULL,
    "zh_text" TEXT NOT NULL,
    "en_line" TEXT NOT NULL,
    "en_text" TEXT NOT NULL,
    "published_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "published_by_id" UUID,

    CONSTRAINT "consent_text_pkey" PRIMARY KEY ("version")
);

-- CreateTable
CREATE TABLE "consent_act" (
    "meeting_id" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "user_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "version" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "by" TEXT NOT NULL,

    CONSTRAINT "consent_act_pkey" PRIMARY KEY ("meeting_id","seq")
);

-- CreateIndex
CREATE INDEX "consent_act_user_id_at_idx" ON "consent_act"("user_id", "at");

-- A published text is evidence of what people agreed to: it is never changed and never removed.
CREATE FUNCTION "keep_consent_text"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a published consent text is never changed';
END $$;
CREATE TRIGGER "consent_text_is_kept" BEFORE UPDATE OR DELETE ON "consent_text"
  FOR EACH ROW EXECUTE FUNCTION "keep_consent_text"();

-- The text that comes with the product.
INSERT INTO "consent_text" ("version", "zh_line", "zh_text", "en_line", "en_text") VALUES (1,
'我知道并同意：本场会议录音录像并转写成文字，用于会议记录、履职档案和公开回放（闭门议程除外）；我的进出时间会计入考勤。',
'一、录什么。您打开麦克风或摄像头发言时，您的声音和画面会被录制。只旁听、不开设备的，不录制您的声音和画面。闭门议程不录制。

二、直播。对公众公开的会议，公开议程的画面和声音会实时播出，任何人都可以观看。

三、转写。您的发言会转写成文字，注明您的姓名和界别，用于字幕、会议记录和履职档案。

四、谁能看到。公开议程的录像和文字在会后可以公开回放；仅委员可见的部分只给参会人员。机关可以因法定事由撤下录像。

五、保存多久。会议日志至少保存六个月，录像至少保存六十天；到期后由系统删除，正在核查的除外。具体期限由机关设定，可向机关查询。

六、您的权利。您可以随时撤回同意，会议进行中和结束后都可以。撤回后，您的麦克风和摄像头立即停止送出，您已录制的发言不再向任何人播放，到期删除；您仍可旁听。撤回不影响撤回之前处理的合法性。您可以向机关查阅、复制、更正您的信息。

七、进出时间。您进入和离开会议的时间会计入考勤。',
'I understand and agree: this meeting is recorded and transcribed for the record, members'' files and public replay (closed items excepted); the times I come and go count as attendance.',
'1. What is recorded. When you speak with your microphone or camera open, your voice and picture are recorded. Whoever only listens with devices closed is not. Closed items are not recorded.

2. Live stream. In meetings open to the public, picture and sound of public items go out live and anyone may watch.

3. Transcription. What you say is turned into text under your name and sector, for captions, the record and members'' files.

4. Who may see it. Recording and text of public items may be replayed by anyone after the meeting; what is for members is for those with a place in the meeting alone. The office may take a recording down on legal grounds.

5. How long. The meeting log is kept for at least six months and recordings for at least sixty days; when due they are erased by the system, unless under review. The office sets the periods and will tell you.

6. Your rights. You may withdraw this consent at any time, during the meeting and after it. Your microphone and camera then stop at once, what was recorded of your speeches is no longer played to anyone and is erased when due; you may stay and listen. What was done lawfully before stays lawful. You may ask the office to see, copy or correct what is kept about you.

7. Coming and going. The times you enter and leave count as attendance.');
