/**
 * Reads JSON without losing digits: a number that a float cannot hold (a long id, an amount of many digits) stays the text that was
 * written.
 *
 * @throws {SyntaxError} when it is no JSON.
 */
export function parseExactJson(text: string): unknown {
  return JSON.parse(text, (_name, value: unknown, context?: { source?: string }) => {
    const source = context?.source
    if (typeof value !== 'number' || source === undefined) return value
    return holdsAll(value, source) ? value : source
  }) as unknown
}

// A float keeps fifteen significant digits of any decimal number.
const holdsAll = (value: number, source: string): boolean =>
  Number.isFinite(value) &&
  (source.length <= 15 ||
    source
      .replace(/[eE].*$/, '')
      .replace(/\D/g, '')
      .replace(/^0+/, '').length <= 15)
