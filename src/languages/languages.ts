import type { Translators } from './server-messages.ts'

/** Every language that people are spoken to in, by its own name. A further one is a line here, and what `web/README.md` names. */
export const LANGUAGES = { en: 'English', sv: 'Svenska' } as const
export type Language = keyof typeof LANGUAGES

export const isLanguage = (value: unknown): value is Language =>
  typeof value === 'string' && Object.hasOwn(LANGUAGES, value)

/** The language of what somebody chose or a browser prefers (`sv-SE,sv;q=0.9,en`): the first that we speak. English otherwise. */
export function languageOf(preferred: unknown): Language {
  const wanted = typeof preferred === 'string' ? preferred.toLowerCase().split(',') : []
  return wanted.map((one) => /[a-z]+/.exec(one)?.[0]).find(isLanguage) ?? 'en'
}

/** What the server writes, in a language; `null` = it is the server's own. Loaded once, and only where somebody reads it. */
export function translatorsOf(language: Language): Promise<Translators | null> {
  const known = loaded.get(language)
  if (known !== undefined) return known
  const loading = load(language)
  loaded.set(language, loading)
  loading.catch(() => loaded.delete(language))
  return loading
}

const loaded = new Map<Language, Promise<Translators | null>>()

async function load(language: Language): Promise<Translators | null> {
  if (language === 'en') return null
  const [{ translatorsFor }, { svMessages }] = await Promise.all([
    import('./server-messages.ts'),
    import('./sv-messages.ts'),
  ])
  return translatorsFor(svMessages)
}
