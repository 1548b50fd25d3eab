import { en, type TextId } from '#web/languages/en.ts'
import type { Say } from '#web/languages/use-text.ts'

/** What a cell of a column is; what has no words yet keeps its name. */
export const typeWords = (type: string, text: Say): string => said(`files.type.${type}`, type, text)

/** What a change is about: fields and what is new have words, a price list has its name. */
export const whatWords = (what: string, text: Say): string => said(`files.what.${what}`, what, text)

const said = (id: string, name: string, text: Say): string => (Object.hasOwn(en, id) ? text(id as TextId) : name)
