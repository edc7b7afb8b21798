CREATE TABLE "projects" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid(),
	"owner_id" text NOT NULL,
	"title" text NOT NULL,
	"note" text,
	"budget_cents" integer DEFAULT 0 NOT NULL,
	"is_open" boolean DEFAULT true NOT NULL,
	"color" text NOT NULL,
	"due_on" date,
	"details" jsonb,
	"secret" text DEFAULT 'never told' NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "projects_title" UNIQUE("owner_id","title"),
	CONSTRAINT "projects_budget" CHECK ("budget_cents" <= 1000000)
);
--> statement-breakpoint
CREATE TABLE "tasks" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid(),
	"person_id" text NOT NULL,
	"project_id" uuid NOT NULL REFERENCES "projects"("id"),
	"parent_id" uuid REFERENCES "tasks"("id"),
	"title" text NOT NULL,
	"status" text DEFAULT 'draft' NOT NULL,
	"changed_at" timestamp(3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "posts" ("id" uuid PRIMARY KEY DEFAULT gen_random_uuid(), "owner_id" text NOT NULL, "text" text NOT NULL);
--> statement-breakpoint
CREATE TABLE "announcements" ("id" uuid PRIMARY KEY DEFAULT gen_random_uuid(), "text" text NOT NULL);
--> statement-breakpoint
CREATE TABLE "salaries" ("id" uuid PRIMARY KEY DEFAULT gen_random_uuid(), "text" text NOT NULL);
--> statement-breakpoint
CREATE TABLE "room_bookings" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid(),
	"room_id" uuid NOT NULL,
	"starts_at" timestamp(3) with time zone NOT NULL,
	"ends_at" timestamp(3) with time zone NOT NULL
);

--> statement-breakpoint
CREATE TYPE "mood" AS ENUM ('glad', 'sad');
--> statement-breakpoint
CREATE TABLE "samples" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid(),
	"amount" numeric(12, 2) NOT NULL,
	"ratio" double precision,
	"small" smallint,
	"big" bigint,
	"at" time,
	"code" varchar(5),
	"mood" "mood",
	"tags" text[] DEFAULT '{}' NOT NULL
);
