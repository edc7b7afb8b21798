import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Provider } from 'oidc-provider';
import { createAudit } from './audit.ts';
import { loadClients } from './clients.ts';
import { type Database, DatabaseAway, openDatabase } from './database/database.ts';
import { migrate } from './database/migrations.ts';
import type { Service } from './front/context.ts';
import { SignInLinks } from './front/sign-in-link.ts';
import { openKeyFolder } from './keys/key-folder.ts';
import { openKeyRing } from './keys/key-ring.ts';
import { createLog, type Log } from './log.ts';
import { createAttempts } from './people/attempts.ts';
import { createPasswordHasher, type PasswordHasher } from './people/password.ts';
import { createPeople } from './people/people.ts';
import { emailDomain } from './people/test-people.ts';
import type { ProviderParts } from './provider/configuration.ts';
import { createProviderPages } from './provider/pages.ts';
import { createProvider } from './provider/provider.ts';
import { openRecords, pruneRecords } from './records.ts';
import { createSessions } from './sessions/sessions.ts';
import type { IdentitySettings } from './settings.ts';

export interface OpenService {
  readonly service: Service;
  /** Turns keys and deletes what has expired; runs by itself every quarter of a minute. */
  housekeep(): Promise<void>;
  close(): Promise<void>;
}

/** A database that is still starting is waited for; one that refuses is an error of its own. */
async function waitForDatabase(database: Database, log: Log): Promise<void> {
  const deadline = Date.now() + 60_000;
  for (let pause = 50; ; pause = Math.min(pause * 2, 1_000)) {
    try {
      return await migrate(database);
    } catch (error) {
      if (!(error instanceof DatabaseAway) || Date.now() > deadline) throw error;
      log.info('waiting_for_database');
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}

/** Puts the parts together. `write` receives log lines. */
export async function openService(
  settings: IdentitySettings,
  write: (line: string) => void,
  hasher: PasswordHasher = createPasswordHasher(),
): Promise<OpenService> {
  const log = createLog(settings.logLevel, write);
  const database = openDatabase(settings.databaseUrl, log);
  try {
    await waitForDatabase(database, log);
    return await assemble(settings, log, database, hasher);
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function assemble(
  settings: IdentitySettings,
  log: Log,
  database: Database,
  hasher: PasswordHasher,
): Promise<OpenService> {
  const [keyRing, clients] = await Promise.all([
    openKeyFolder(settings.keysFolder).then((folder) => openKeyRing(database, folder)),
    loadClients(database, settings.issuer),
  ]);
  const audit = createAudit(database, log);
  const people = createPeople(database, hasher, audit, settings.allowTestTokens);
  if (settings.allowTestTokens) await people.ensureTestPeople(emailDomain(settings.portalUrl));
  const page = { platformName: settings.platformName, portalUrl: settings.portalUrl };
  const records = openRecords(database);
  const sessions = createSessions(database, records, () => provider, log, settings.allowTestTokens);
  const pages = createProviderPages({ page, people, clients, audit, sessions: () => sessions });
  const parts: ProviderParts = { settings, records, people, clients, keyRing, sessions, pages };

  let provider: Provider;
  let protocol: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  const renew = () => {
    provider = createProvider(parts, audit, log);
    protocol = provider.callback();
  };
  renew();

  const attempts = createAttempts(database);
  const housekeep = async () => {
    try {
      if (await keyRing.turn()) {
        renew();
        await audit.note('key_rotated', { detail: `${keyRing.keys[0]?.publicJwk.kid} signs` });
      }
      await Promise.all([pruneRecords(database), attempts.prune(), audit.prune()]);
    } catch (error) {
      log.warn('housekeeping_failed', { reason: error instanceof Error ? error.message : String(error) });
    }
  };
  const timer = setInterval(housekeep, 15_000);
  timer.unref();

  return {
    service: {
      settings,
      log,
      audit,
      people,
      clients,
      sessions,
      attempts,
      hasher,
      signInLinks: new SignInLinks(),
      keyRing,
      page,
      provider: () => provider,
      protocol: (request, response) => protocol(request, response),
      rotateKeys: async () => {
        const rotation = await keyRing.rotate();
        renew();
        await audit.note('key_rotated', { detail: `${rotation.kid} published` });
        return rotation;
      },
    },
    housekeep,
    close: async () => {
      clearInterval(timer);
      await database.close();
    },
  };
}
