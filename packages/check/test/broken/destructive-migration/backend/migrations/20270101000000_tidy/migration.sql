ALTER TABLE "notes" ADD COLUMN "mood" text;
--> statement-breakpoint
ALTER TABLE "notes" DROP COLUMN "mood";
