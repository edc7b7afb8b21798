import { createAuth, loadAppConfig, SignInError, takeCallback } from '@scalr/auth-client';

// Example: createAuth, loadAppConfig, takeCallback
export async function openApp(show: (text: string) => void): Promise<void> {
  const callback = takeCallback();
  const config = await loadAppConfig();
  const auth = createAuth({
    config,
    callback,
    onEvent: (event) => {
      if (event.type === 'signed-in') show(`Hello, ${event.user.name}`);
      if (event.type === 'failed') show(`${event.error.message} (${event.error.code})`);
    },
  });
  await auth.start(config.authRequired);
}

// Example: SignInError
export function whatHelps(error: unknown): string {
  return error instanceof SignInError ? `${error.message} What helps: ${error.fix}.` : 'Try again.';
}
