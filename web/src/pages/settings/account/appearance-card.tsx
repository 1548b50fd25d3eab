import { THEMES, usePreferences } from '#web/app/preferences.tsx'
import { Card } from '#web/kit/card.tsx'
import { cx } from '#web/kit/class-names.ts'
import { Select } from '#web/kit/select.tsx'
import { type Language, LANGUAGES } from '#languages/languages'
import { useText } from '#web/languages/use-text.ts'
import styles from './account.module.css'

export function AppearanceCard() {
  const text = useText()
  const { theme, setTheme, language, setLanguage } = usePreferences()
  return (
    <Card title={text('account.look')} description={text('account.look.lead')}>
      <div className={cx(styles.choices)}>
        <Select
          label={text('shell.theme')}
          value={theme}
          choices={THEMES.map((key) => ({ key, label: text(`shell.theme.${key}`) }))}
          onChange={setTheme}
        />
        <Select
          label={text('shell.language')}
          value={language}
          choices={(Object.keys(LANGUAGES) as Language[]).map((key) => ({ key, label: LANGUAGES[key] }))}
          onChange={setLanguage}
        />
      </div>
    </Card>
  )
}
