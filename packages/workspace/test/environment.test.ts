import { readEnvironment } from '@scalr/workspace/environment';
import { describe, expect, it } from 'vitest';

const NOTHING = {
  ...{ workspace: undefined, debug: false, noColor: false, ci: false, browser: undefined },
  ...{ inherited: {}, installers: {}, docker: {} },
};

describe('readEnvironment', () => {
  it('takes nothing from an empty environment', () => {
    expect(readEnvironment({})).toEqual(NOTHING);
  });

  it('takes what is meant for the command line', () => {
    const env = {
      SCALR_WORKSPACE: '/srv/scalr',
      SCALR_DEBUG: '1',
      SCALR_BROWSER: '/bin/chrome',
      NO_COLOR: '0',
      CI: 'true',
    };
    expect(readEnvironment(env)).toEqual({
      workspace: '/srv/scalr',
      debug: true,
      noColor: true,
      ci: true,
      browser: '/bin/chrome',
      inherited: {},
      installers: {},
      docker: {},
    });
  });

  it('hands on what belongs to the machine, and never a secret of the shell', () => {
    const machine = { PATH: '/bin', HOME: '/root', TZ: 'UTC' };
    const env = {
      ...machine,
      AWS_SECRET_ACCESS_KEY: 'x',
      DATABASE_URL: 'y',
      NODE_OPTIONS: '--inspect',
      PGPASSWORD: 'z',
    };
    expect(readEnvironment(env)).toEqual({ ...NOTHING, inherited: machine });
  });

  it('keeps apart what only installers are given: it may hold a secret', () => {
    const installers = { PIP_INDEX_URL: 'https://name:secret@index.example', HTTPS_PROXY: 'http://proxy.example' };
    expect(readEnvironment({ ...installers, UVERSE: 'x' })).toEqual({ ...NOTHING, installers });
  });

  it('keeps apart what only Docker is given, and nothing that would rename our projects', () => {
    const docker = { DOCKER_HOST: 'ssh://server', BUILDX_BUILDER: 'fast' };
    expect(readEnvironment({ ...docker, COMPOSE_PROJECT_NAME: 'x' })).toEqual({ ...NOTHING, docker });
  });

  it.each(['', '0', 'false', 'off'])('understands SCALR_DEBUG=%s as no', (value) => {
    expect(
      readEnvironment({ SCALR_DEBUG: value, NO_COLOR: '', CI: value, SCALR_WORKSPACE: '', SCALR_BROWSER: '' }),
    ).toEqual(NOTHING);
  });

  it('refuses a workspace that depends on where one stands', () => {
    expect(() => readEnvironment({ SCALR_WORKSPACE: '../other' })).toThrow(
      expect.objectContaining({
        code: 'SETTING_BAD_VALUE',
        exitCode: 2,
        message: 'SCALR_WORKSPACE must be an absolute path.',
      }),
    );
  });
});
