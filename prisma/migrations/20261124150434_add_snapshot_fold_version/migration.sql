-- AlterTable
ALTER TABLE "log_snapshot" ADD COLUMN     "fold_version" TEXT NOT NULL DEFAULT '';
