import { Loaded } from '@scalr/app-client';
import { Button, EmptyState, LineIcon, SearchField } from '@scalr/ui';
import { useState } from 'react';
import { type Hub, useGetApps } from '../../api.ts';
import { AppTile } from './app-tile.tsx';
import { HubSkeleton, TILE_GRID } from './hub-skeleton.tsx';
import { QuarantineNotice } from './quarantine-notice.tsx';
import { searchHub } from './search-hub.ts';

/** With fewer apps than this everything is seen at a glance. */
const SEARCH_FROM = 9;

export function AppHub({ firstName }: { readonly firstName: string }) {
  // Apps come and go while the page is open.
  const hub = useGetApps({ refetchOnWindowFocus: 'always' });
  if (hub.data !== undefined) return <ReadyHub hub={hub.data} firstName={firstName} />;
  return (
    <>
      <div className="mb-8">
        <Welcome firstName={firstName} />
      </div>
      <Loaded queries={[hub]} what="Your apps" skeleton={<HubSkeleton />}>
        {null}
      </Loaded>
    </>
  );
}

function Welcome({ firstName }: { readonly firstName: string }) {
  return (
    <h1 className="text-3xl font-bold tracking-tight text-balance break-words sm:text-4xl">Welcome, {firstName}</h1>
  );
}

function ReadyHub({ hub, firstName }: { readonly hub: Hub; readonly firstName: string }) {
  const [query, setQuery] = useState('');
  const count = hub.categories.reduce((sum, category) => sum + category.apps.length, 0);
  const found = searchHub(hub.categories, query);
  const shown = found.reduce((sum, category) => sum + category.apps.length, 0);
  return (
    <>
      <div className="flex flex-wrap items-end justify-between gap-x-8 gap-y-5">
        <div className="min-w-0">
          <Welcome firstName={firstName} />
          <p className="mt-2 text-lg text-ink-soft">
            {count === 0
              ? 'This is where your apps will be.'
              : count === 1
                ? 'You have one app.'
                : `You have ${count} apps.`}
          </p>
        </div>
        {count >= SEARCH_FROM && (
          <div className="w-full sm:w-72">
            <SearchField label="Search your apps" value={query} onChange={setQuery} />
          </div>
        )}
      </div>
      <p role="status" className="sr-only">
        {query === '' ? '' : shown === 1 ? 'One app found' : `${shown} apps found`}
      </p>
      {hub.quarantined !== null && hub.quarantined.length > 0 && <QuarantineNotice apps={hub.quarantined} />}
      {found.map(({ name, apps }) => (
        <section key={name} aria-label={name} className="mt-10">
          <h2 className="text-[15px] font-semibold text-ink-soft">{name}</h2>
          <ul className={TILE_GRID}>
            {apps.map((app) => (
              <AppTile key={app.slug} app={app} />
            ))}
          </ul>
        </section>
      ))}
      {shown === 0 && (
        <div className="mt-10">
          {count === 0 ? (
            <EmptyState title="No apps yet" mark={<LineIcon shapes={WINDOW} size={24} />}>
              Nobody has given you access to an app so far. Ask whoever runs this platform.
            </EmptyState>
          ) : (
            <EmptyState
              title="Nothing found"
              action={
                <Button look="secondary" onClick={() => setQuery('')}>
                  Show all apps
                </Button>
              }
            >
              None of your apps matches “{query.trim()}”.
            </EmptyState>
          )}
        </div>
      )}
    </>
  );
}

const WINDOW = [
  ['rect', { x: '2', y: '4', width: '20', height: '16', rx: '2' }],
  ['path', { d: 'M10 4v4' }],
  ['path', { d: 'M2 8h20' }],
  ['path', { d: 'M6 4v4' }],
] as const;
