type Words = (text: string) => string

/** A figure as text in a language, all of its digits kept: only the sign before its decimals is the language's. */
export const figuresIn = (figures: string, locale: string): string =>
  figures.replaceAll(/(?<=\d)\.(?=\d)/g, decimalSign(locale))

const decimalSign = (locale: string): string =>
  new Intl.NumberFormat(locale).formatToParts(1.5).find(({ type }) => type === 'decimal')?.value ?? '.'

// Stands for what is calculated with, so that what the server says around it is found as one text.
const INNER = '\u0000'

interface Between {
  readonly pattern: RegExp
  /** The text that it is a part of. */
  readonly whole: (said: string) => string
  /** Whether it stands behind what is calculated with. */
  readonly isBehind: boolean
}

/** What a calculation says between its figures. */
const BETWEEN: readonly Between[] = [
  { pattern: /^the size of \(/, whole: (said) => `${said}${INNER})`, isBehind: false },
  { pattern: /^part \d+ of \d+ of \(/, whole: (said) => `${said}${INNER})`, isBehind: false },
  { pattern: /^\) rounded [a-z-]+ to \d+ digits?/, whole: (said) => `(${INNER}${said}`, isBehind: true },
  { pattern: /^, as a whole$/, whole: (said) => `${INNER}${said}`, isBehind: true },
]
// More than any of them says.
const LONGEST = 60

interface Spoken {
  readonly locale: string
  readonly words: Words
}

/** A calculation in the chosen language. Its figures are found by what its parts are called. */
export function formulaText(
  formula: string,
  parts: readonly { readonly what: string }[],
  { locale, words }: Spoken,
): string {
  const names = [...new Set(parts.map(({ what }) => what))].sort((a, b) => b.length - a.length)
  let said = ''
  let figures = ''
  let at = 0
  while (at < formula.length) {
    const name = names.find((one) => formula.startsWith(`${one} `, at))
    const between = name === undefined ? betweenAt(formula.slice(at, at + LONGEST), words) : null
    const text = name === undefined ? between?.words : words(name)
    if (text === undefined) {
      figures += formula[at]
    } else {
      said += figuresIn(figures, locale) + text
      figures = ''
    }
    at += name?.length ?? between?.length ?? 1
  }
  return said + figuresIn(figures, locale)
}

function betweenAt(rest: string, words: Words): { readonly words: string; readonly length: number } | null {
  for (const { pattern, whole, isBehind } of BETWEEN) {
    const said = pattern.exec(rest)?.[0]
    if (said === undefined) continue
    const [before, after] = words(whole(said)).split(INNER)
    return { words: (isBehind ? after : before) ?? said, length: said.length }
  }
  return null
}
