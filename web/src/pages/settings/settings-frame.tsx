import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { may } from '#api/permissions'
import { useOrganization } from '#web/api/organization.tsx'
import { cx } from '#web/kit/class-names.ts'
import { Page, Stack } from '#web/kit/page.tsx'
import { useCurrentInView } from '#web/kit/use-current-in-view.ts'
import { useText } from '#web/languages/use-text.ts'
import { SECTION_GROUPS, type Section } from './sections.ts'
import styles from './settings.module.css'

interface SettingsFrameProps {
  readonly title: string
  readonly lead?: ReactNode
  readonly above?: ReactNode
  readonly beside?: ReactNode
  readonly actions?: ReactNode
  readonly children: ReactNode
}

/** A section of the settings: the menu of all sections beside it, or above it on a phone. */
export const SettingsFrame = ({ children, ...page }: SettingsFrameProps) => (
  <Page {...page}>
    <div className={cx(styles.frame)}>
      <SectionMenu />
      <Stack>{children}</Stack>
    </div>
  </Page>
)

function SectionMenu() {
  const text = useText()
  const { role } = useOrganization()
  const row = useCurrentInView()
  return (
    <nav ref={row} aria-label={text('page.settings')} className={cx(styles.menu)}>
      {SECTION_GROUPS.map(({ title, sections }) => {
        const seen = sections.filter(({ permission }) => permission === null || may(role, permission))
        return seen.length === 0 ? null : (
          <div key={title} className={cx(styles.group)}>
            <p className={cx(styles.title)}>{text(title)}</p>
            {seen.map((section) => (
              <SectionLink key={section.key} section={section} />
            ))}
          </div>
        )
      })}
    </nav>
  )
}

function SectionLink({ section: { key, title, icon: Icon } }: { readonly section: Section }) {
  const text = useText()
  const { organization } = useOrganization()
  return (
    <Link to={`/o/${organization}/settings/${key}` as '/o/$organization/settings'} params={{ organization }}>
      <Icon size={16} aria-hidden="true" />
      {text(title)}
    </Link>
  )
}
