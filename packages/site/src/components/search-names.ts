/**
 * Gives button and field one name each. The keys beside the button's are drawn by the stylesheet, as they are no part of
 * it: an attribute says them.
 */
export function nameSearch(): void {
  for (const key of document.querySelectorAll<HTMLElement>('button[data-open-modal] kbd kbd')) {
    key.dataset.key = key.textContent ?? '';
    key.textContent = '';
  }
  const place = document.querySelector('#starlight__search');
  if (place === null) return;
  // The field comes once the browser has nothing else to do.
  const observer = new MutationObserver(() => {
    const field = place.querySelector('input');
    if (field === null) return;
    field.setAttribute('aria-label', field.placeholder);
    observer.disconnect();
  });
  observer.observe(place, { childList: true, subtree: true });
}
