/** Says to screen readers what the button and the field are; the shortcut on the button is said by its attribute. */
export function nameSearch(): void {
  for (const key of document.querySelectorAll('button[data-open-modal] > kbd')) key.setAttribute('aria-hidden', 'true');
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
