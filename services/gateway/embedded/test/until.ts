/** Resolves when `condition` holds; fails loudly when it does not within `ms`. */
export async function until(condition: () => boolean | Promise<boolean>, ms = 20_000): Promise<void> {
  const end = performance.now() + ms;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`waited ${ms} ms in vain: ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Resolves with the value of `read` once it has stopped changing. */
export async function settled(read: () => number): Promise<number> {
  let last = read();
  let same = 0;
  await until(() => {
    const value = read();
    same = value === last ? same + 1 : 0;
    last = value;
    return same >= 20;
  });
  return last;
}
