/** First letters of the first and last word: `Ada Lovelace` is `AL`. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/u);
  const letters = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  return (
    letters
      .map((word) => [...(word ?? '')][0] ?? '')
      .join('')
      .toLocaleUpperCase() || '?'
  );
}

/**
 * A person as a coloured round; the name stands beside it or in a label. The letters are drawn by the stylesheet,
 * so that they are no text beside the name.
 */
export function Avatar({ name }: { readonly name: string }) {
  return (
    <span
      aria-hidden="true"
      data-initials={initials(name)}
      className="grid size-8 shrink-0 place-items-center rounded-full bg-accent-strong text-[13px] font-semibold text-on-accent before:content-[attr(data-initials)]"
    />
  );
}
