import { Link } from 'react-router';
import { Page } from './page.tsx';

export function NotFoundPage() {
  return (
    <Page title="This page does not exist" description="The address may be misspelt, or what was here has moved.">
      <p>
        <Link to="/" className="font-semibold text-accent underline underline-offset-4">
          To the first page
        </Link>
      </p>
    </Page>
  );
}
