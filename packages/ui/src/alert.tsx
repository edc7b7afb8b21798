import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';

const TONES = {
  info: 'border-accent/30 bg-accent-soft',
  warning: 'border-warning/30 bg-warning-soft',
  danger: 'border-danger/30 bg-danger-soft',
  success: 'border-success/30 bg-success-soft',
} as const;

const TITLES = {
  info: 'text-accent',
  warning: 'text-warning',
  danger: 'text-danger',
  success: 'text-success',
} as const;

export interface AlertProps {
  readonly tone?: keyof typeof TONES;
  readonly title: string;
  readonly children?: ReactNode;
  /** What the person can do about it. */
  readonly action?: ReactNode;
}

/** Something to know. Danger is announced at once, the rest when there is time. */
export function Alert({ tone = 'info', title, children, action }: AlertProps) {
  return (
    <div
      role={tone === 'danger' ? 'alert' : 'status'}
      className={classNames('flex flex-wrap items-center gap-x-6 gap-y-4 rounded-2xl border px-5 py-4', TONES[tone])}
    >
      <div className="min-w-0 grow basis-64">
        <p className={classNames('font-semibold', TITLES[tone])}>{title}</p>
        {children !== undefined && <div className="mt-1 text-[15px] text-ink-soft">{children}</div>}
      </div>
      {action}
    </div>
  );
}
