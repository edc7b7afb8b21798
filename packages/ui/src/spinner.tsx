/** Turns while something is on its way. `label` is what a screen reader says. */
export function Spinner({ label }: { readonly label: string }) {
  return (
    <span role="status" className="inline-flex">
      <span aria-hidden="true" className="size-5 animate-spin rounded-full border-2 border-line border-t-accent" />
      <span className="sr-only">{label}</span>
    </span>
  );
}
