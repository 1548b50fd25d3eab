/** A text with holes: one literal more than there are holes. */
export interface Template {
  readonly literals: readonly string[]
  readonly holes: readonly Hole[]
}

export interface Hole {
  /** Whether a text of ours may stand in it, which has a translation of its own. */
  readonly hasParts: boolean
}

export const literal = (text: string): Template => ({ literals: [text], holes: [] })
export const hole = (hasParts: boolean): Template => ({ literals: ['', ''], holes: [{ hasParts }] })

/** One behind the other. Holes that touch are one: nothing tells where the first would end. */
export function joined(parts: readonly Template[]): Template {
  const literals: string[] = ['']
  const holes: Hole[] = []
  const say = (text: string): void => void literals.push((literals.pop() ?? '') + text)
  for (const part of parts) {
    for (const [index, text] of part.literals.entries()) {
      const before = index === 0 ? undefined : part.holes[index - 1]
      if (before !== undefined) {
        const last = holes.at(-1)
        if (literals.length > 1 && literals.at(-1) === '' && last !== undefined) {
          holes[holes.length - 1] = { hasParts: last.hasParts || before.hasParts }
        } else {
          holes.push(before)
          literals.push('')
        }
      }
      say(text)
    }
  }
  return { literals, holes }
}

/** The template as its id: `{0} was placed on {1}.` */
export const idOf = ({ literals }: Template): string =>
  literals.map((text, index) => (index === 0 ? text : `{${index - 1}}${text}`)).join('')

/** Whether there is anything in it to translate. */
export const hasWords = ({ literals }: Template): boolean => literals.some((text) => /\p{L}{2}/u.test(text))
