const MEGABYTE = 1024 * 1024

/** How large a file is, as people say it. */
export function sizeText(bytes: number, locale: string): string {
  const [unit, of] = bytes < MEGABYTE ? (['kilobyte', 1024] as const) : (['megabyte', MEGABYTE] as const)
  const value = Math.max(bytes / of, 0.1)
  return new Intl.NumberFormat(locale, { style: 'unit', unit, maximumFractionDigits: value < 10 ? 1 : 0 }).format(value)
}
