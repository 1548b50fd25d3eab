// A spreadsheet takes a text that begins like a formula for one.
const FORMULA = /^[=+@\t\r]|^-(?![\d.,]+$)/

/** A cell as it stands in a file: guarded against formulas, in quotes where it has to be. */
export function quoted(cell: string, delimiter = ','): string {
  const safe = FORMULA.test(cell) ? `'${cell}` : cell
  return safe.includes(delimiter) || /["\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
