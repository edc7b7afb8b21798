import { catalogue } from '@scalr/errors';

const INSTALL = 'apt-get install -y python3 python3-venv && ./scalr up';

/** What keeps FastAPI backends from running on this machine. Their apps are failed; everything else goes on. */
export const pythonErrors = catalogue({
  missing: {
    code: 'PYTHON_MISSING',
    title: 'No Python for FastAPI backends',
    kind: 'environment',
    message: (d: { tried: string }) => `a FastAPI backend needs Python 3.11 or newer, and there is none: ${d.tried}`,
    fix: () => `${INSTALL} (on Debian), or name one: SCALR_PYTHON=/path/to/python3 in .env.shared`,
  },
  venvMissing: {
    code: 'PYTHON_VENV_MISSING',
    title: 'Python cannot make virtual environments',
    kind: 'environment',
    message: (d: { detail: string }) =>
      `a FastAPI backend needs a virtual environment, and none can be made: ${d.detail}`,
    fix: () => `${INSTALL} (on Debian), or put uv on PATH`,
  },
  notInstalled: {
    code: 'PYTHON_PACKAGES_NOT_INSTALLED',
    title: 'Python packages could not be installed',
    kind: 'environment',
    message: (d: { detail: string }) => `the Python packages of a FastAPI backend could not be installed: ${d.detail}`,
    fix: (d: { project: string | null }) =>
      `bring the package index into reach (network, HTTPS_PROXY, PIP_INDEX_URL)${
        d.project === null ? '' : `, or correct [project] dependencies in ${d.project}`
      }, then ./scalr up`,
  },
  projectUnreadable: {
    code: 'PYTHON_PROJECT_UNREADABLE',
    title: 'A pyproject.toml cannot be read',
    kind: 'user',
    message: (d: { project: string; detail: string }) => `${d.project} cannot be read: ${d.detail}`,
    fix: (d: { project: string }) => `correct ${d.project}, or remove it`,
  },
  notMade: {
    code: 'PYTHON_ENVIRONMENT_NOT_MADE',
    title: 'A Python environment could not be made',
    kind: 'environment',
    message: (d: { folder: string; detail: string }) =>
      `the Python environment in ${d.folder} could not be made: ${d.detail}`,
    fix: (d: { folder: string }) => `make sure there is free space, then rm -rf ${d.folder} && ./scalr up`,
  },
});
