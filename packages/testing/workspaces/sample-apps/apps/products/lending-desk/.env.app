# Settings of this app that are no secret. Secrets belong into .env.shared.
