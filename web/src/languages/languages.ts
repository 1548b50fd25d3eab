import { en, type TextId } from './en.ts'

/** Every language the dashboard speaks, by its own name. A further one is a line here and a file for each part. */
export const LANGUAGES = { en: 'English', sv: 'Svenska' } as const
export type Language = keyof typeof LANGUAGES

export const isLanguage = (value: unknown): value is Language => typeof value === 'string' && value in LANGUAGES

/** The texts of a language. English is always there; the others are loaded when they are chosen. */
export async function textsOf(language: Language): Promise<Readonly<Record<TextId, string>>> {
  if (language === 'sv') return (await import('./sv.ts')).sv
  return en
}
