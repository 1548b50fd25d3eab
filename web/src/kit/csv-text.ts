// A spreadsheet takes a text that begins like a formula for one.
const FORMULA = /^[=+@\t\r]|^-(?![\d.,]+$)/

/** A table for spreadsheets: commas, quotes where needed, lines that end in CR LF. `null` = an empty cell. */
export const csvText = (lines: readonly (readonly (string | null)[])[]): string =>
  lines.map((line) => `${line.map((cell) => quoted(cell ?? '')).join(',')}\r\n`).join('')

function quoted(cell: string): string {
  const safe = FORMULA.test(cell) ? `'${cell}` : cell
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
