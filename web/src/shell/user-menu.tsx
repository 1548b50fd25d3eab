import { LogOut, UserRound } from 'lucide-react'
import { Button } from 'react-aria-components'
import { useOrganization } from '#web/api/organization.tsx'
import { useSession } from '#web/api/session.ts'
import { THEMES, usePreferences } from '#web/app/preferences.tsx'
import { cx } from '#web/kit/class-names.ts'
import { Menu, MenuChoice, MenuItem, MenuLine } from '#web/kit/menu.tsx'
import { type Language, LANGUAGES } from '#languages/languages'
import { useText } from '#web/languages/use-text.ts'
import styles from './user-menu.module.css'

const LANGUAGE_CHOICES = (Object.keys(LANGUAGES) as Language[]).map((key) => ({ key, label: LANGUAGES[key] }))

/** The person: account, appearance, language, signing out. */
export function UserMenu({ onSignOut }: { readonly onSignOut: () => void }) {
  const text = useText()
  const { theme, setTheme, language, setLanguage } = usePreferences()
  const { organization } = useOrganization()
  const session = useSession()
  const name = session?.name ?? ''
  return (
    <Menu
      label={text('shell.you', { name })}
      trigger={
        <Button className={cx(styles.person)} aria-label={text('shell.you', { name })}>
          <span data-letters={initials(name)} aria-hidden />
        </Button>
      }
    >
      <MenuItem id="account" icon={UserRound} href={`/o/${organization}/settings/account`}>
        {text('shell.account')}
      </MenuItem>
      <MenuLine />
      <MenuChoice
        title={text('shell.theme')}
        choices={THEMES.map((key) => ({ key, label: text(`shell.theme.${key}`) }))}
        value={theme}
        onChange={setTheme}
      />
      <MenuLine />
      <MenuChoice title={text('shell.language')} choices={LANGUAGE_CHOICES} value={language} onChange={setLanguage} />
      <MenuLine />
      <MenuItem id="sign-out" icon={LogOut} onAction={onSignOut}>
        {text('shell.signOut')}
      </MenuItem>
    </Menu>
  )
}

const initials = (name: string): string =>
  name
    .split(/\s+/)
    .map((word) => word.slice(0, 1).toUpperCase())
    .slice(0, 2)
    .join('')
