"""Projects, tasks and whatever else an office keeps."""

from alembic import op

revision = "20260102000000"
down_revision = "20260101000000"


def upgrade() -> None:
    op.execute(
        """
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
        )
        """
    )
    op.execute(
        """
        CREATE TABLE "tasks" (
          "id" uuid PRIMARY KEY DEFAULT gen_random_uuid(),
          "person_id" text NOT NULL,
          "project_id" uuid NOT NULL REFERENCES "projects"("id"),
          "parent_id" uuid REFERENCES "tasks"("id"),
          "title" text NOT NULL,
          "status" text DEFAULT 'draft' NOT NULL,
          "changed_at" timestamp(3) with time zone DEFAULT now() NOT NULL
        )
        """
    )
    op.execute(
        """
        CREATE TABLE "posts" (
          "id" uuid PRIMARY KEY DEFAULT gen_random_uuid(),
          "owner_id" text NOT NULL,
          "text" text NOT NULL
        )
        """
    )
    op.execute(
        """
        CREATE TABLE "announcements" ("id" uuid PRIMARY KEY DEFAULT gen_random_uuid(), "text" text NOT NULL)
        """
    )
    op.execute(
        """
        CREATE TABLE "salaries" ("id" uuid PRIMARY KEY DEFAULT gen_random_uuid(), "text" text NOT NULL)
        """
    )
    op.execute(
        """
        CREATE TABLE "room_bookings" (
          "id" uuid PRIMARY KEY DEFAULT gen_random_uuid(),
          "room_id" uuid NOT NULL,
          "starts_at" timestamp(3) with time zone NOT NULL,
          "ends_at" timestamp(3) with time zone NOT NULL
        )
        """
    )
    op.execute(
        """
        CREATE TYPE "mood" AS ENUM ('glad', 'sad')
        """
    )
    op.execute(
        """
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
        )
        """
    )


def downgrade() -> None:
    for table in ("samples", "room_bookings", "salaries", "announcements", "posts", "tasks", "projects"):
        op.drop_table(table)
    op.execute("drop type mood")
