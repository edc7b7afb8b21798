import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { expect, test } from 'vitest';
import { type BackendRecipe, backendStage, stageToken } from '../src/backend-under-test.ts';
import { pythonInterpreter } from '../src/python.ts';

const BACKEND = join(import.meta.dirname, '..', 'backends', 'fastapi');
const SHOUT = `
from alembic import op

revision = "20260103000000"
down_revision = "20260102000000"


def upgrade() -> None:
    op.execute("update projects set title = title || '!'")
`;

test('a migration of a Python app changes the rows of everybody, and everybody is bound again afterwards', async () => {
  const copy = mkdtempSync(join(tmpdir(), 'backend-'));
  const recipe = (folder: string): BackendRecipe => ({
    name: 'FastAPI backend',
    argv: async () => [await pythonInterpreter(), join(folder, 'src', 'main.py')],
  });
  const stage = await backendStage();
  try {
    const tokens = ['ada', 'bob'].map((sub) => stageToken({ sub }));
    const before = await stage.start(recipe(BACKEND));
    for (const token of tokens) await before.call('POST', '/api/projects', { token, body: { title: 'Roof' } });
    cpSync(BACKEND, copy, { recursive: true });
    writeFileSync(join(copy, 'migrations', '20260103000000_shout.py'), SHOUT);
    const after = await stage.start(recipe(copy));
    for (const token of tokens) {
      expect((await after.call('GET', '/api/hand/titles', { token })).json).toEqual({ titles: ['Roof!'], count: 1 });
    }
    const client = new pg.Client({ connectionString: stage.environment('').DATABASE_URL });
    await client.connect();
    expect((await client.query('select title from projects')).rows).toEqual([]);
    await client.end();
  } finally {
    await stage.close();
    rmSync(copy, { recursive: true });
  }
}, 400_000);
