-- CreateTable
CREATE TABLE "street" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "position" INTEGER NOT NULL,

    CONSTRAINT "street_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "studio" (
    "id" UUID NOT NULL,
    "street_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "place" TEXT NOT NULL,
    "position" INTEGER NOT NULL,

    CONSTRAINT "studio_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "studio_member" (
    "studio_id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,

    CONSTRAINT "studio_member_pkey" PRIMARY KEY ("studio_id","member_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "street_name_key" ON "street"("name");

-- CreateIndex
CREATE UNIQUE INDEX "studio_name_key" ON "studio"("name");

-- CreateIndex
CREATE INDEX "studio_street_id_idx" ON "studio"("street_id");

-- CreateIndex
CREATE INDEX "studio_member_member_id_idx" ON "studio_member"("member_id");

-- AddForeignKey
ALTER TABLE "studio" ADD CONSTRAINT "studio_street_id_fkey" FOREIGN KEY ("street_id") REFERENCES "street"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "studio_member" ADD CONSTRAINT "studio_member_studio_id_fkey" FOREIGN KEY ("studio_id") REFERENCES "studio"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "studio_member" ADD CONSTRAINT "studio_member_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "member"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
