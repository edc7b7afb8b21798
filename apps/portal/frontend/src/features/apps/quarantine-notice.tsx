import { Alert } from '@scalr/ui';
import type { Hub } from '../../api.ts';

type QuarantinedApp = NonNullable<Hub['quarantined']>[number];

/** For administrators: apps that are not fit to run, and what mends them. */
export function QuarantineNotice({ apps }: { readonly apps: readonly QuarantinedApp[] }) {
  return (
    <div className="mt-8">
      <Alert
        tone="warning"
        title={apps.length === 1 ? 'One app could not be started' : `${apps.length} apps could not be started`}
      >
        <p>Everything else goes on. Only administrators see this.</p>
        <details className="mt-2">
          <summary className="cursor-pointer py-1 font-medium text-ink">What is wrong, and what mends it</summary>
          <ul className="mt-2 space-y-4">
            {apps.map(({ folder, problems }) => (
              <li key={folder}>
                <p className="font-semibold break-words text-ink">{folder}</p>
                <ul className="mt-1 space-y-2">
                  {problems.map(({ code, message, fix, file, line }) => (
                    <li key={`${code} ${message}`} className="break-words">
                      <p>{message}</p>
                      <p>To mend it: {fix}</p>
                      <p className="font-mono text-[13px]">
                        {code}
                        {file !== undefined && ` in ${file}${line === undefined ? '' : `:${line}`}`}
                      </p>
                    </li>
                  ))}
                </ul>
              </li>
            ))}
          </ul>
        </details>
      </Alert>
    </div>
  );
}
