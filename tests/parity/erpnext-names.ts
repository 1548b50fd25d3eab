/** Recorded names and time stamps → ours, learnt from pairs of answers. */
export type Names = Map<string, string>

const TIME = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}$/
const ID = /^[a-z0-9]{10}$/

/** Learns from two answers of the same shape which of our names stands for a recorded one. */
export function learnNames(names: Names, recorded: unknown, ours: unknown): void {
  if (Array.isArray(recorded) && Array.isArray(ours)) {
    for (const [index, one] of recorded.entries()) learnNames(names, one, ours[index])
    return
  }
  if (typeof recorded === 'string' && typeof ours === 'string') {
    if (recorded !== ours && (TIME.test(recorded) || ID.test(recorded)) && !names.has(recorded))
      names.set(recorded, ours)
    return
  }
  if (typeof recorded !== 'object' || recorded === null || typeof ours !== 'object' || ours === null) return
  for (const [key, value] of Object.entries(recorded)) learnNames(names, value, (ours as Record<string, unknown>)[key])
}

/** A request's text with our names in place of the recorded ones. */
export function translate(names: Names, text: string): string {
  let translated = text
  for (const [recorded, ours] of names)
    if (translated.includes(recorded)) translated = translated.replaceAll(recorded, ours)
  return translated
}
