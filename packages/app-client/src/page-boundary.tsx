import { Alert, Button } from '@scalr/ui';
import { useQueryErrorResetBoundary } from '@tanstack/react-query';
import { Component, type ReactNode } from 'react';
import { useLocation } from 'react-router';
import { messageOf } from './problem.ts';

/** A page that breaks is told instead of a white screen; the header stays, and another page is another try. */
export function PageBoundary({ children }: { readonly children: ReactNode }) {
  const { pathname } = useLocation();
  const { reset } = useQueryErrorResetBoundary();
  return (
    <Boundary key={pathname} onRetry={reset}>
      {children}
    </Boundary>
  );
}

interface BoundaryProps {
  readonly onRetry: () => void;
  readonly children: ReactNode;
}

class Boundary extends Component<BoundaryProps, { readonly error: unknown; readonly isBroken: boolean }> {
  override state = { error: null as unknown, isBroken: false };

  static getDerivedStateFromError(error: unknown) {
    return { error, isBroken: true };
  }

  retry = () => {
    // The code of a page that did not arrive is asked for again only by a new load: after an update it has a new name.
    if (isMissingCode(this.state.error)) return location.reload();
    this.props.onRetry();
    this.setState({ error: null, isBroken: false });
  };

  override render() {
    if (!this.state.isBroken) return this.props.children;
    return (
      <>
        <h1 className="sr-only">This page does not work right now</h1>
        <Alert
          tone="danger"
          title="This page does not work right now"
          action={
            <Button look="secondary" onClick={this.retry}>
              Try again
            </Button>
          }
        >
          {isMissingCode(this.state.error)
            ? 'It could not be loaded. There may be a new version, or no connection.'
            : messageOf(this.state.error)}
        </Alert>
      </>
    );
  }
}

function isMissingCode(error: unknown): boolean {
  return error instanceof TypeError && /module/i.test(error.message);
}
