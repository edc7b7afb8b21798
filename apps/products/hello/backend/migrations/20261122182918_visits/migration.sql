CREATE TABLE "visits" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid(),
	"person_id" text NOT NULL,
	"session_id" text NOT NULL,
	"visited_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "visits_person_session" UNIQUE("person_id","session_id")
);
