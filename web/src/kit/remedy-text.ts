// As it begins in each language.
const IN_A_FILE = /\s+(In the (mappings file|configuration)|I (mappningsfilen|konfigurationen))\b.*$/s

/** A remedy without how it is written into a file: here it is done on a page. */
export function remedyText(remedy: string): string
export function remedyText(remedy: string | null): string | null
export function remedyText(remedy: string | null): string | null {
  return remedy === null ? null : remedy.replace(IN_A_FILE, '')
}
