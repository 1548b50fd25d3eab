import { ChevronsUpDown } from 'lucide-react'
import { Button } from 'react-aria-components'
import { useOrganization } from '#web/api/organization.tsx'
import { useSession } from '#web/api/session.ts'
import { cx } from '#web/kit/class-names.ts'
import { Menu, MenuItem } from '#web/kit/menu.tsx'
import { useText } from '#web/languages/use-text.ts'
import styles from './organization-switcher.module.css'

/** Which organisation the pages are about; a menu when there are several. */
export function OrganizationSwitcher() {
  const text = useText()
  const { name, organization } = useOrganization()
  const memberships = useSession()?.memberships ?? []
  if (memberships.length < 2) {
    return (
      <div className={cx(styles.switcher)}>
        <Sign name={name} />
      </div>
    )
  }
  return (
    <Menu
      label={text('shell.organization')}
      placement="bottom start"
      trigger={
        <Button className={cx(styles.switcher, styles.button)} aria-label={text('shell.switchOrganization', { name })}>
          <Sign name={name} />
          <ChevronsUpDown size={15} aria-hidden />
        </Button>
      }
    >
      {memberships.map((each) => (
        <MenuItem
          key={each.organization}
          id={each.organization}
          href={`/o/${each.organization}`}
          isCurrent={each.organization === organization}
        >
          {each.name}
        </MenuItem>
      ))}
    </Menu>
  )
}

const Sign = ({ name }: { readonly name: string }) => (
  <>
    <span className={cx(styles.sign)} data-letters={name.slice(0, 1).toUpperCase()} aria-hidden />
    <span className={cx(styles.name)}>{name}</span>
  </>
)
