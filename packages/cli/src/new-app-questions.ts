import { cancel, group, intro, select, text } from '@clack/prompts';
import { BACKENDS, DEFAULT_ICON, KINDS, proposeColor, proposeSlug, type Wish } from '@scalr/scaffold';

const KIND_HINTS: Readonly<Record<(typeof KINDS)[number], string>> = {
  product: 'for your customers',
  client: 'for one client',
  internal: 'for ourselves',
  platform: 'part of the platform',
};
const BACKEND_HINTS: Readonly<Record<(typeof BACKENDS)[number], string>> = {
  typescript: 'needs nothing more',
  fastapi: 'Python 3.11 or newer',
};

const needed = (value: string | undefined) => (value?.trim() ? undefined : 'Please say something here.');

/** Asks a person for what was not said yet. Null: they thought better of it. */
export async function askForNewApp(said: Wish): Promise<Wish | null> {
  const missing = (key: keyof Wish) => said[key] === undefined;
  intro('A new app');
  try {
    const answers = await group(
      {
        ...(missing('name') && {
          name: () => text({ message: 'What is it called?', placeholder: 'Packing list', validate: needed }),
        }),
        ...(missing('slug') && {
          slug: ({ results }: { results: { name?: unknown } }) => {
            const initialValue = proposeSlug(String(said.name ?? results.name ?? ''));
            return text({ message: 'Its address and folder', initialValue, validate: needed });
          },
        }),
        ...(missing('description') && {
          description: () => text({ message: 'What is it good for, in one sentence?', validate: needed }),
        }),
        ...(missing('kind') && {
          kind: () =>
            select({ message: 'Whom is it for?', options: KINDS.map((value) => ({ value, hint: KIND_HINTS[value] })) }),
        }),
        ...(missing('backend') && {
          backend: () =>
            select({
              message: 'Which language has its backend?',
              options: BACKENDS.map((value) => ({ value, hint: BACKEND_HINTS[value] })),
            }),
        }),
        ...(missing('icon') && {
          icon: () => text({ message: 'Icon (a name from lucide.dev/icons)', initialValue: DEFAULT_ICON }),
        }),
        ...(missing('color') && {
          color: ({ results }: { results: { slug?: unknown } }) =>
            text({ message: 'Colour', initialValue: proposeColor(String(said.slug ?? results.slug ?? '')) }),
        }),
      },
      {
        onCancel: () => {
          cancel('Nothing was done.');
          throw new Cancelled();
        },
      },
    );
    return { ...said, ...(answers as Wish) };
  } catch (error) {
    if (error instanceof Cancelled) return null;
    throw error;
  }
}

class Cancelled extends Error {}
