import { isScalrError } from '@scalr/errors';
import type { OidcClient } from '@scalr/plan';
import type { Identity } from '@scalr/ports';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

/** One identity provider in which nobody is yet, as a test needs it. */
export interface IdentityUnderTest {
  readonly identity: Identity;
  /** Whether it would begin a sign-in for this client. */
  knows(clientId: string): Promise<boolean>;
  close(): Promise<void>;
}

export interface IdentityContract {
  readonly name: string;
  open(): Promise<IdentityUnderTest>;
  /** Promises that this provider cannot keep: the test's name and the reason. */
  readonly skip?: Readonly<Record<string, string>>;
}

/** Promises that not every provider can keep; for {@link IdentityContract.skip}. */
export const ROTATION_PROMISE = 'a new signing key is published before it signs';
export const TOKEN_PROMISE = 'who tests is given a token of somebody';

const PASSWORD = 'correct horse 4 staple battery';
const ADMINS = 'admins';

function client(slug: string): OidcClient {
  const url = `http://${slug}.localhost`;
  return {
    ...{ clientId: slug, slug, name: `The ${slug} app`, audience: `urn:app:${slug}` },
    redirectUris: [`${url}/auth/callback`],
    postLogoutRedirectUris: [`${url}/`],
    backchannelLogoutUri: null,
    scopes: ['openid', 'profile', 'email'],
    ...{ requiredGroups: ['staff'], visibleGroups: ['staff'], service: null },
  };
}

/** What every identity provider promises to the platform. The tests build on one another, over one provider. */
export function identityContract({ name, open, skip = {} }: IdentityContract): void {
  const promise = (title: string, work: () => Promise<void>) => {
    const reason = skip[title];
    if (reason === undefined) test(title, work);
    else test.skip(`${title} (${reason})`, work);
  };

  describe(`identity contract: ${name}`, () => {
    let under: IdentityUnderTest;
    let identity: Identity;
    let administrator: string;

    beforeAll(async () => {
      under = await open();
      identity = under.identity;
    });
    afterAll(() => under.close());

    const add = (username: string, groups: readonly string[] = []) =>
      identity.addUser({
        username,
        name: `${username} E.`,
        email: `${username}@example.com`,
        groups,
        password: PASSWORD,
      });
    const person = async (username: string) => (await identity.listUsers()).find((one) => one.username === username);
    const membersOf = async (group: string) =>
      (await identity.groups.list()).find((one) => one.name === group)?.members;
    /** The provider's own code differs; that it is the user's to mend and how does not. */
    const refused = async (work: Promise<unknown>) => {
      const error: unknown = await work.then(
        () => 'nothing was thrown',
        (thrown: unknown) => thrown,
      );
      if (!isScalrError(error)) throw error;
      expect(error.kind).toBe('user');
      expect(error.fix.length).toBeGreaterThan(10);
    };

    promise('the first administrator is made where there is nobody, and told once', async () => {
      const first = await identity.bootstrap();
      administrator = first?.username ?? '';
      expect(first?.password.length).toBeGreaterThan(15);
      expect(await membersOf(ADMINS)).toEqual([administrator]);
      expect((await person(administrator))?.disabled).toBe(false);
      expect(await identity.bootstrap()).toBeNull();
    });

    promise('a person has a subject that is a UUID, and groups that are made on the way', async () => {
      const ada = await add('ada', ['staff', 'leads']);
      expect(ada).toEqual({
        id: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
        username: 'ada',
        name: 'ada E.',
        email: 'ada@example.com',
        groups: ['leads', 'staff'],
        disabled: false,
        createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/),
        isTest: false,
      });
      expect(await person('ada')).toEqual(ada);
      expect(await membersOf('staff')).toEqual(['ada']);
    });

    promise('a username is given once', async () => {
      const before = await identity.listUsers();
      await refused(add('ada'));
      expect(await identity.listUsers()).toEqual(before);
    });

    promise('a change changes what it names and nothing else', async () => {
      const before = await person('ada');
      const changed = await identity.changeUser('ada', {
        ...{ name: 'Ada Lovelace', addGroups: ['writers'], removeGroups: ['leads', 'of-nobody'] },
      });
      expect(changed).toEqual({ ...before, name: 'Ada Lovelace', groups: ['staff', 'writers'] });
      expect(await person('ada')).toEqual(changed);
    });

    promise('who is disabled stays, with everything', async () => {
      const before = await person('ada');
      expect(await identity.changeUser('ada', { disabled: true })).toEqual({ ...before, disabled: true });
      expect(await identity.changeUser('ada', { disabled: false, password: `${PASSWORD} 2` })).toEqual(before);
    });

    promise('whoever is not there can be neither changed nor removed', async () => {
      await refused(identity.changeUser('nobody', { name: 'Nobody' }));
      await refused(identity.removeUser('nobody'));
    });

    promise('a group is made once and listed with its members, by name', async () => {
      await identity.groups.create('empty');
      await identity.groups.create('empty');
      const groups = await identity.groups.list();
      expect(groups.filter((group) => group.name === 'empty')).toEqual([{ name: 'empty', members: [] }]);
      expect(groups.map((group) => group.name)).toEqual(groups.map((group) => group.name).sort());
    });

    promise('a group that is removed is taken from everybody', async () => {
      await identity.groups.remove('writers');
      expect((await person('ada'))?.groups).toEqual(['staff']);
      expect(await membersOf('writers')).toBeUndefined();
      await refused(identity.groups.remove('writers'));
    });

    promise('the last administrator stays, and so does the group', async () => {
      await refused(identity.groups.remove(ADMINS));
      await refused(identity.removeUser(administrator));
      await refused(identity.changeUser(administrator, { disabled: true }));
      await refused(identity.changeUser(administrator, { removeGroups: [ADMINS] }));
      expect(await membersOf(ADMINS)).toEqual([administrator]);
      await identity.changeUser('ada', { addGroups: [ADMINS] });
      await identity.changeUser(administrator, { removeGroups: [ADMINS] });
      expect(await membersOf(ADMINS)).toEqual(['ada']);
    });

    promise('it knows exactly the clients it was last told of', async () => {
      await identity.syncClients([client('hello'), client('notes')]);
      expect([await under.knows('hello'), await under.knows('notes'), await under.knows('later')]).toEqual([
        ...[true, true, false],
      ]);
      await identity.syncClients([client('later'), client('notes')]);
      await identity.syncClients([client('later'), client('notes')]);
      expect([await under.knows('hello'), await under.knows('notes'), await under.knows('later')]).toEqual([
        ...[false, true, true],
      ]);
      expect((await person('ada'))?.groups).toEqual([ADMINS, 'staff']);
    });

    promise('who is removed is gone, and the groups stay', async () => {
      await add('brief', ['staff']);
      await identity.removeUser('brief');
      expect(await person('brief')).toBeUndefined();
      expect(await membersOf('staff')).toEqual(['ada']);
    });

    promise(ROTATION_PROMISE, async () => {
      const { kid, signsAt, previousVerifiesUntil } = await identity.rotateKeys();
      expect(kid.length).toBeGreaterThan(0);
      expect(Date.parse(signsAt)).toBeGreaterThan(Date.now());
      expect(Date.parse(previousVerifiesUntil)).toBeGreaterThan(Date.parse(signsAt));
    });

    promise(TOKEN_PROMISE, async () => {
      const token = await identity.tokens?.issue('notes', 'ada');
      expect(token?.accessToken.split('.')).toHaveLength(3);
      expect(token?.expiresIn).toBeGreaterThan(0);
    });
  });
}
