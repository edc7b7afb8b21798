INSERT INTO "notes" ("owner_id", "title") VALUES ('nobody', 'Welcome');
