/** Letters that do not come apart into a letter and its accent. */
const FOLDED: Readonly<Record<string, string>> = {
  ß: 'ss',
  ø: 'o',
  æ: 'ae',
  œ: 'oe',
  đ: 'd',
  ð: 'd',
  ł: 'l',
  þ: 'th',
  ı: 'i',
}
const MOST_PARTS = 6
const LONGEST_WORD = 60
const MOST_WORDS = 200
const MOST_ASKED = 8

// `1 299,00`, `1.299,00`, `1,299.00`, `1'299.00`: the separators of thousands go, so that one word is left.
const GROUPED = /(?<![\p{L}\p{N}])\d{1,3}(?:[ \u00A0\u202F.,'’]\d{3})+[.,]\d{1,2}(?![\p{L}\p{N}])/gu
const DECIMAL = /^-?(\d+)(?:\.(\d+))?$/

/** A text as it is compared: without case, accents and apostrophes. `Åsa O’Brien` → `asa obrien`. */
export const foldText = (text: string): string =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[\p{M}'’`´]/gu, '')
    .replaceAll(/[ßøæœđðłþı]/g, (letter) => FOLDED[letter] ?? letter)

/** What stands between spaces, each in one spelling: parts of letters and digits, joined by dashes. */
const tokensOf = (text: string): string[] =>
  foldText(text)
    .split(/\s+/)
    .map((token) => partsOf(token).join('-'))
    .filter((token) => token !== '')

const partsOf = (token: string): string[] => token.split(/[^\p{L}\p{N}]+/u).filter((part) => part !== '')

/**
 * The words under which a record is found, of the texts that it is known by. Of `ACC-SINV-2026-00017` these are
 * `acc-sinv-2026-00017`, `sinv-2026-00017`, `2026-00017`, `00017` and `17`: each part may begin what somebody types.
 */
export function indexWords(texts: Iterable<string | null | undefined>): string[] {
  const words = new Set<string>()
  for (const text of texts) {
    for (const token of tokensOf(text ?? '')) for (const word of beginnings(token)) words.add(word)
    if (words.size >= MOST_WORDS) break
  }
  return [...words].slice(0, MOST_WORDS)
}

function beginnings(token: string): string[] {
  const parts = token.split('-')
  const first = Math.max(1, parts.length - MOST_PARTS)
  const tails = parts.slice(first).map((_, index) => parts.slice(first + index).join('-'))
  const number = /^0+([1-9]\d*)$/.exec(parts.at(-1) ?? '')?.[1]
  return [token, ...tails, ...(number === undefined ? [] : [number])]
    .filter((word, index) => index === 0 || word.length > 1)
    .map(cut)
}

/** Without half of a letter at its end. */
const cut = (word: string): string => word.slice(0, LONGEST_WORD).replace(/[\uD800-\uDBFF]$/, '')

/** An amount as it is indexed: with two decimals at least, so that `1299`, `1299.0` and `1299.00` are the same. */
export function amountText(amount: string | null | undefined): string | null {
  const [, whole, decimals = ''] = DECIMAL.exec(amount ?? '') ?? []
  return whole === undefined ? null : `${whole}.${decimals.padEnd(2, '0')}`
}

/** The words that somebody typed; a record fits when each begins one of its own. Nothing in them is a wildcard. */
export function askedWords(text: string): string[] {
  const plain = text.replaceAll(GROUPED, (amount) => {
    const decimals = /[.,](\d{1,2})$/.exec(amount)?.[1] ?? ''
    return `${amount.slice(0, -1 - decimals.length).replaceAll(/\D/g, '')}.${decimals}`
  })
  const words = new Set(tokensOf(plain).map(cut))
  // Who types on has said the shorter word too.
  const longest = [...words].filter((word) => ![...words].some((other) => other !== word && other.startsWith(word)))
  return longest.slice(0, MOST_ASKED)
}
