/** A part of a text, and whether it is what somebody searched for. */
export interface TextPart {
  readonly text: string
  readonly isMark: boolean
}

const WORD = /[\p{L}\p{N}]/u

/** Each letter without case and accent. A letter stays one letter: places in it are places in the text. */
const foldLetters = (text: string): string[] =>
  [...text].map((letter) => letter.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase())

/** The text in parts: marked are the words that begin with one of those that were typed. */
export function markedParts(text: string, typed: string): TextPart[] {
  const letters = [...text]
  const folded = foldLetters(text)
  const words = typed
    .split(/\s+/)
    .map((word) => foldLetters(word.replaceAll(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '')))
    .filter((word) => word.length > 0)
  const marks = folded.map(() => false)
  for (const word of words) {
    for (let start = 0; start + word.length <= folded.length; start += 1) {
      const isBegin = start === 0 || !WORD.test(folded[start - 1] ?? '')
      if (!isBegin || word.some((letter, index) => folded[start + index] !== letter)) continue
      marks.fill(true, start, start + word.length)
    }
  }
  const parts: { text: string; isMark: boolean }[] = []
  for (const [index, letter] of letters.entries()) {
    const last = parts.at(-1)
    const isMark = marks[index] ?? false
    if (last?.isMark === isMark) last.text += letter
    else parts.push({ text: letter, isMark })
  }
  return parts
}
