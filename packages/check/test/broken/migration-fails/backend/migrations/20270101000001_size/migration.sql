ALTER TABLE "notes" ADD COLUMN "size" integer NOT NULL;
