import { ruleBook } from '../../rule.ts';

/** Models, migrations and the real database say the same, and nothing is lost by accident. */
export const { rules, find } = ruleBook('schema', {
  missing: {
    code: 'MIGRATION_MISSING',
    title: 'The models were changed and the migrations were not',
    why: 'the database is made by the migrations, so the app reads and writes columns that are not there',
    fix: './scalr migrate <app>',
    dont: 'write the migration by hand, or change the database itself',
    page: `A model says how a table shall be, a migration makes it so. After every change of a file in \`backend/src/models/\`:

    ./scalr migrate <app>

It writes the migration, tries it on a copy of the data, and has the backend apply it.`,
  },
  ambiguous: {
    code: 'MIGRATION_AMBIGUOUS',
    title: 'A new name, or something new?',
    why: 'from the models alone a column with a new name looks like one that is dropped with all its values and another one that is empty',
    fix: './scalr migrate <app> --rename notes.title=headline, or --drop notes.title',
    dont: 'drop what people wrote because it is easier',
    page: `Say which it is:

    ./scalr migrate <app> --rename notes.title=headline   # the values stay
    ./scalr migrate <app> --drop notes.title              # the values go, once they are saved

Both may be given more than once. A table is renamed by \`--rename notes=memos\`.`,
  },
  destructive: {
    code: 'DESTRUCTIVE_MIGRATION',
    title: 'A migration loses data and does not say so',
    why: 'it runs wherever the app runs, and what it drops cannot be had back',
    fix: 'keep the column or table; or, where it is meant, say so in its first lines: -- drops: notes.title',
    dont: 'add the line before you know that nobody needs what is lost',
    page: `\`./scalr migrate\` drops only what \`--drop\` names and narrows only what \`--narrow\` names, saves the app before, and writes
into the migration what is lost:

    -- drops: notes.title
    -- narrows: notes.size

(\`# drops:\` in Python.) A migration that drops, empties or narrows without such a line was written by hand or by another
tool. Add first and drop later: make the new column, fill it, and drop the old one once nothing reads it.`,
  },
  edited: {
    code: 'MIGRATION_EDITED',
    title: 'A migration was changed after it was applied',
    why: 'a database runs each migration once: this one has the former text, and the next one would get the new',
    fix: 'bring the former text back and make another migration: ./scalr migrate <app>',
    dont: 'drop the database to make it fit',
    page: `Migrations that were applied are history. To mend one, change the models and let \`./scalr migrate <app>\` write the next.
Only the lines \`-- drops:\` and \`-- narrows:\` may be added later.`,
  },
  open: {
    code: 'TABLE_WITHOUT_POLICY',
    title: 'A table that nothing protects',
    why: 'who may see a row is decided by Postgres, and in this table it would let every request see every row; the backend refuses to start with it',
    fix: 'declare it with entity(<table>, { access: owner(), … }) in backend/src/models/, or drop it in another migration',
    dont: 'write the policy by hand: the access rule in the model makes it',
    page: `Every table of an app is held by an \`entity()\` with an access rule, and from the rule come its policies and
\`force row level security\`. A table made by a migration alone has neither. Drop it again with a migration of its own

    -- drops: labels
    DROP TABLE "labels";

and make it properly: \`./scalr add entity labels name:string --access owner\`.`,
  },
  fails: {
    code: 'MIGRATION_FAILS',
    title: 'A migration does not run on the data that is there',
    why: 'the backend does not start where a migration fails, and so it would be wherever the app has rows',
    fix: 'give a new column a default, or fill what is empty before it is forbidden; then write the migration anew: delete it and ./scalr migrate <app>',
    dont: 'delete the rows',
    page: `Every migration is tried on a copy of the database with all its rows: up, and where it can be taken back, down and up
again. What fails most is a column that must not be empty and has no default, on a table that has rows; then a unique
rule that rows break, and a type that not every value fits.`,
  },
  unreadable: {
    code: 'MODELS_NOT_LOADABLE',
    title: 'The models cannot be loaded',
    why: 'nothing can be compared with the migrations, and the backend does not start either',
    fix: 'mend the file that the message names',
    page: 'Files in `backend/src/models/` are loaded as they are, without a database. They must not read settings or connect anywhere.',
  },
});
