import { useAuth } from '@scalr/auth-client/react';
import { PageHeading } from '@scalr/ui';
import { type ReactNode, useEffect, useRef } from 'react';
import { useLocation } from 'react-router';

export interface PageProps {
  /** The heading, and the title of the tab with the app's name. */
  readonly title: string;
  /** One sentence below the heading. */
  readonly description?: ReactNode;
  /** At the right of the heading: what one does on this page. */
  readonly actions?: ReactNode;
  readonly children?: ReactNode;
}

/** What every page is inside of. Coming from another page, the focus goes to the heading, so that it is read out. */
export function Page({ title, description, actions, children }: PageProps) {
  const { config } = useAuth();
  const { key } = useLocation();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // The router's name for the page that was there first.
    if (key !== 'default') heading.current?.focus();
  }, [key]);
  const app = config?.name;
  return (
    <>
      <title>{app === undefined || app === title ? title : `${title} · ${app}`}</title>
      <PageHeading ref={heading} title={title} description={description} actions={actions} />
      {children}
    </>
  );
}
