/** One entry per byte value: 1 where RFC 9110 §5.6.2 allows the byte in a token (header names, methods). */
export const TOKEN: Uint8Array = table("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

/** 1 where RFC 9110 §5.5 allows the byte in a field value: visible ASCII, space, tab, obs-text. */
export const FIELD_VALUE: Uint8Array = (() => {
  const allowed = new Uint8Array(256);
  allowed[0x09] = 1;
  for (let byte = 0x20; byte < 0x100; byte += 1) if (byte !== 0x7f) allowed[byte] = 1;
  return allowed;
})();

export const HEX_DIGIT: Int8Array = (() => {
  const values = new Int8Array(256).fill(-1);
  for (let digit = 0; digit < 10; digit += 1) values[0x30 + digit] = digit;
  for (let digit = 0; digit < 6; digit += 1) {
    values[0x41 + digit] = 10 + digit;
    values[0x61 + digit] = 10 + digit;
  }
  return values;
})();

function table(characters: string): Uint8Array {
  const allowed = new Uint8Array(256);
  for (const character of characters) allowed[character.charCodeAt(0)] = 1;
  return allowed;
}
