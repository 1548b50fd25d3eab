/** Texts of the server in another language: English with numbered holes to that language. */
export interface Messages {
  /** Whole texts. */
  readonly texts: Readonly<Record<string, string>>
  /** What stands in holes of others. */
  readonly parts: Readonly<Record<string, string>>
  /** Further words for holes, which the server takes from data. */
  readonly more?: Readonly<Record<string, string>>
}

/** Words that join what the server lists, by their English. */
export type Joints = Readonly<Record<string, string>>

export interface MessagesOfLanguage {
  /** By area; those of `why` speak only there, those of `settings` only as they are. */
  readonly areas: Readonly<Record<string, Messages>>
  readonly joints: Joints
  /** The sign between the whole and the hundredths of an amount. */
  readonly decimalSign: string
}

/** `33.61`, or `33.61 : 6.39`: nothing but figures. */
const FIGURES = /^[-−\d.: ]*\d[-−\d.: ]*$/

/** Says a text of the server in another language; `null` = it is none of ours, such as another system's own words. */
export type Translate = (text: string) => string | null

interface Template {
  /** What stands around and between its holes. */
  readonly literals: readonly string[]
  readonly says: string
}

interface Catalogue {
  /** Texts without holes. */
  readonly fixed: ReadonlyMap<string, string>
  /** The longest first: `{0} of {1}` fits nearly anything. */
  readonly templates: readonly Template[]
}

interface Language extends MessagesOfLanguage {
  readonly parts: Catalogue
  /** Whether figures stand in its holes, and no versions or codes. */
  readonly tellsFigures: boolean
}

// What is longer than any text of ours is a page of another system.
const LONGEST = 4000
const DEEPEST = 6
const MOST_KEPT = 2000
// No text of ours lists more; another system's could list thousands.
const MOST_PIECES = 12

export interface Translators {
  readonly text: Translate
  /** What a figure is called, and how it was calculated. */
  readonly why: Translate
  /** What stands in holes of others, such as who we are in another system. */
  readonly part: Translate
}

/** `{0} on {1}` would be found in the words of other systems too. */
function isNearlyAnything(english: string): boolean {
  const letters = english.replaceAll(/[^a-z]/gi, '').length
  return english.startsWith('{') && letters > 0 && letters < FEWEST_LETTERS
}

const FEWEST_LETTERS = 6

/** Finds the texts of the server again in what it wrote, and says them in another language. */
export function translatorsFor(language: MessagesOfLanguage): Translators {
  const { why, settings, ...others } = language.areas
  const all = Object.values(others)
  const whole = [...(settings === undefined ? [] : [settings]), ...all].flatMap((one) => Object.entries(one.texts))
  const texts = catalogueOf(whole.filter(([english]) => !isNearlyAnything(english)))
  const figures = why === undefined ? [] : Object.entries(why.texts)
  const parts = all.flatMap((one) => [...partsOf(one), ...Object.entries(one.texts)])
  const tooWide = new Set(all.flatMap((one) => Object.keys(one.texts)).filter(isNearlyAnything))
  const own = why === undefined ? [] : partsOf(why)
  const named = figures.filter(([english]) => !english.startsWith('{'))
  const inHoles = [...own, ...parts, ...named]
  const alone = { ...language, parts: catalogueOf(inHoles), tellsFigures: false }
  const inTexts = { ...alone, parts: catalogueOf(inHoles.filter(([english]) => !tooWide.has(english))) }
  const inFigures = { ...language, parts: catalogueOf([...own, ...parts, ...figures]), tellsFigures: true }
  const labels = catalogueOf(figures)
  return {
    text: remembered((text) => found(texts, inTexts, text, 0)),
    why: remembered((text) => found(labels, inFigures, text, 0)),
    part: remembered((text) => {
      const says = found(texts, inTexts, text, 0) ?? inHole(text, alone, 0)
      return says === text ? null : says
    }),
  }
}

const partsOf = ({ parts, more = {} }: Messages): [string, string][] => [
  ...Object.entries(parts),
  ...Object.entries(more),
]

function catalogueOf(entries: readonly (readonly [english: string, says: string])[]): Catalogue {
  const said = entries.filter(([, says]) => says !== '')
  const templates = said
    .map(([english, says]) => ({ literals: english.split(HOLE), says }))
    .filter(({ literals }) => literals.length > 1)
  return {
    fixed: new Map(said),
    templates: templates.sort((a, b) => weightOf(b) - weightOf(a)),
  }
}

const HOLE = /\{\d+\}/
const weightOf = ({ literals }: Template): number => literals.join('').length

function remembered(translate: Translate): Translate {
  const kept = new Map<string, string | null>()
  return (text) => {
    const known = kept.get(text)
    if (known !== undefined) return known
    const said = text.length > LONGEST ? null : translate(text)
    if (kept.size >= MOST_KEPT) kept.clear()
    kept.set(text, said)
    return said
  }
}

/** Which of the ways to read a text are taken: in one of two sentences, the first could stand in a hole of the second's template. */
type Accepts = (filled: readonly string[]) => boolean
const anything: Accepts = () => true
const oneSentence: Accepts = (filled) => !filled.slice(0, -1).some((content) => content.includes('. '))
const onePhrase: Accepts = (filled) => !filled.some((content) => /[.:;] /.test(content))

const found = (catalogue: Catalogue, language: Language, text: string, depth: number): string | null =>
  matched(catalogue, language, { text, depth, accepts: oneSentence }) ??
  matched(catalogue, language, { text, depth, accepts: anything })

interface Wanted {
  readonly text: string
  readonly depth: number
  readonly accepts: Accepts
}

function matched({ fixed, templates }: Catalogue, language: Language, { text, depth, accepts }: Wanted): string | null {
  const same = fixed.get(text)
  if (same !== undefined) return same
  for (const template of templates) {
    const filled = filledIn(template.literals, text)
    if (filled === null || !accepts(filled)) continue
    const says = said(template.says, filled, language, depth)
    return BEGINS_WITH_PART.test(template.says) && /^\p{Lu}/u.test(text) ? upperFirst(says) : says
  }
  return null
}

const BEGINS_WITH_PART = /^\{\d+:text\}/
const upperFirst = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** What stands in the holes of a text; `null` = it was not made from this template. Each literal is looked for once, from left to right. */
export function filledIn(literals: readonly string[], text: string): string[] | null {
  const first = literals[0] ?? ''
  const last = literals.at(-1) ?? ''
  const end = text.length - last.length
  if (end < first.length || !text.startsWith(first) || !text.endsWith(last)) return null
  const filled: string[] = []
  let at = first.length
  for (const literal of literals.slice(1, -1)) {
    const next = text.indexOf(literal, at)
    if (next < 0 || next + literal.length > end) return null
    filled.push(text.slice(at, next))
    at = next + literal.length
  }
  return [...filled, text.slice(at, end)]
}

const SAID_HOLE = /\{(\d+)(:text)?\}/g

function said(template: string, filled: readonly string[], language: Language, depth: number): string {
  return template.replaceAll(SAID_HOLE, (_, index: string, isText: string | undefined) => {
    const content = filled[Number(index)] ?? ''
    if (isText === undefined || depth > DEEPEST) return amountIn(content, language)
    return inHole(content, language, depth + 1)
  })
}

/** `99.50 SEK` as the language writes it. Anything else, such as a version or a code, stays as it is. */
function amountIn(content: string, { decimalSign, tellsFigures }: Language): string {
  const isAmount = /^[-−]?\d+\.\d+ [A-Z]{3}$/.test(content) || (tellsFigures && FIGURES.test(content))
  return isAmount ? content.replaceAll(/(?<=\d)\.(?=\d)/g, decimalSign) : content
}

/** A text of ours, or a list of them; what is neither stays as it is. */
function inHole(content: string, language: Language, depth: number): string {
  if (depth > DEEPEST) return content
  const phrase = matched(language.parts, language, { text: content, depth, accepts: onePhrase })
  return (
    phrase ??
    listIn(content, language, depth) ??
    namedIn(content, language, depth) ??
    found(language.parts, language, content, depth) ??
    joinedIn(content, language, depth) ??
    amountIn(content, language)
  )
}

/** `a; b`, all of it ours: it would fit the template of `a` too, with `b` in its last hole. */
function listIn(content: string, language: Language, depth: number): string | null {
  const pieces = content.split('; ')
  if (pieces.length === 1 || pieces.length > MOST_PIECES) return null
  const told = pieces.map((piece) => inHole(piece, language, depth + 1))
  return told.every((piece, index) => piece !== pieces[index]) ? told.join('; ') : null
}

/** `tax DE 19%: 5 → 4`: what it is about has a name of ours. */
function namedIn(content: string, language: Language, depth: number): string | null {
  const [name = '', about] = content.split(': ', 2)
  if (about === undefined) return null
  const says = matched(language.parts, language, { text: name, depth, accepts: onePhrase })
  return says === null ? null : `${says}: ${inHole(content.slice(name.length + 2), language, depth + 1)}`
}

/** `a, b and c`, as far as some of it is ours. */
function joinedIn(content: string, language: Language, depth: number): string | null {
  for (const [english, says] of Object.entries(language.joints)) {
    if (!content.includes(english)) continue
    const pieces = content.split(english)
    if (pieces.length > MOST_PIECES) continue
    const told = pieces.map((piece) => inHole(piece, language, depth + 1))
    if (told.some((piece, index) => piece !== pieces[index])) return told.join(says)
  }
  return null
}
