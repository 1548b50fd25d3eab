const ASCII = /^[\u0020-\u007e]*$/

/**
 * The key under which the database finds a text: without regard to case, accents and spaces at the end
 * (utf8mb4_unicode_ci). "CAP" and "cap" are one name.
 */
export function collate(value: string): string {
  const plain = value.trimEnd()
  if (ASCII.test(plain)) return plain.toLowerCase()
  return plain.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase()
}

/** Order of two collated keys. */
export function compareKeys(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}
