import type { Language } from '#languages/languages'
import { en, type TextId } from './en.ts'

/** The texts of a language. English is always there; the others are loaded when they are chosen. */
export async function textsOf(language: Language): Promise<Readonly<Record<TextId, string>>> {
  if (language === 'sv') return (await import('./sv.ts')).sv
  return en
}
