import { LineIcon } from './line-icon.tsx';

export interface SearchFieldProps {
  /** What is searched: also the placeholder. */
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** A search box; Escape empties it. */
export function SearchField({ label, value, onChange }: SearchFieldProps) {
  return (
    <search className="relative block w-full">
      <span className="pointer-events-none absolute inset-y-0 left-3.5 grid place-items-center text-ink-soft">
        <LineIcon
          size={18}
          shapes={[
            ['circle', { cx: '11', cy: '11', r: '8' }],
            ['path', { d: 'm21 21-4.3-4.3' }],
          ]}
        />
      </span>
      <input
        type="search"
        aria-label={label}
        placeholder={label}
        autoComplete="off"
        spellCheck={false}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') onChange('');
        }}
        className="h-11 w-full rounded-xl border border-line-strong bg-surface pr-3 pl-10 text-[15px] placeholder:text-ink-soft"
      />
    </search>
  );
}
