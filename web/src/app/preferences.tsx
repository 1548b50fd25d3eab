import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react'
import { I18nProvider } from 'react-aria-components'
import { IntlProvider } from 'react-intl'
import { type KitText, KitTextProvider } from '#web/kit/kit-text.tsx'
import { en, type TextId } from '#web/languages/en.ts'
import { isLanguage, type Language, translatorsOf } from '#languages/languages'
import type { Translators } from '#languages/server-messages'
import { textsOf } from '#web/languages/languages.ts'
import { ServerTextProvider } from '#web/languages/server-text.tsx'

export const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

interface Preferences {
  readonly theme: Theme
  readonly language: Language
  setTheme(theme: Theme): void
  setLanguage(language: Language): void
}

const THEME_KEY = 'tillbridge.theme'
const LANGUAGE_KEY = 'tillbridge.language'

const PreferencesContext = createContext<Preferences | null>(null)

export function usePreferences(): Preferences {
  const found = useContext(PreferencesContext)
  if (found === null) throw new Error('preferences are not provided here')
  return found
}

/** How a person likes to see the dashboard: light or dark, and in which language. Kept in the browser. */
export function PreferencesProvider({ children }: { readonly children: ReactNode }) {
  const [theme, setTheme] = useState(rememberedTheme)
  const [language, setLanguage] = useState(rememberedLanguage)
  const [texts, setTexts] = useState<{ of: Language; texts: Readonly<Record<TextId, string>> }>({ of: 'en', texts: en })
  const [translators, setTranslators] = useState<Translators | null>(null)
  useEffect(() => showTheme(theme), [theme])
  useEffect(() => {
    let isCurrent = true
    document.documentElement.lang = language
    localStorage.setItem(LANGUAGE_KEY, language)
    void textsOf(language).then((loaded) => isCurrent && setTexts({ of: language, texts: loaded }))
    void translatorsOf(language).then((loaded) => isCurrent && setTranslators(loaded))
    return () => void (isCurrent = false)
  }, [language])
  const value = useMemo(() => ({ theme, language, setTheme, setLanguage }), [theme, language])
  const locale = localeOf(texts.of)
  if (texts.of !== language && language !== 'en' && texts.of === 'en') return null
  return (
    <PreferencesContext value={value}>
      <IntlProvider locale={locale} messages={texts.texts}>
        <I18nProvider locale={locale}>
          <KitTextProvider value={kitText(texts.texts)}>
            <ServerTextProvider value={translators}>{children}</ServerTextProvider>
          </KitTextProvider>
        </I18nProvider>
      </IntlProvider>
    </PreferencesContext>
  )
}

/** English as the browser likes it (dates of Britain or the States), if it speaks English at all. */
function localeOf(language: Language): string {
  if (language === 'sv') return 'sv-SE'
  return navigator.languages.find((each) => each.startsWith('en-')) ?? 'en-GB'
}

const kitText = (texts: Readonly<Record<TextId, string>>): KitText => ({
  close: texts['kit.close'],
  copy: texts['kit.copy'],
  copied: texts['kit.copied'],
  loading: texts['kit.loading'],
})

function rememberedTheme(): Theme {
  const theme = localStorage.getItem(THEME_KEY)
  return theme === 'light' || theme === 'dark' ? theme : 'system'
}

function rememberedLanguage(): Language {
  const chosen = localStorage.getItem(LANGUAGE_KEY)
  if (isLanguage(chosen)) return chosen
  return navigator.languages.map((each) => each.slice(0, 2)).find(isLanguage) ?? 'en'
}

function showTheme(theme: Theme): void {
  localStorage.setItem(THEME_KEY, theme)
  if (theme === 'system') delete document.documentElement.dataset['theme']
  else document.documentElement.dataset['theme'] = theme
}
