import { Link } from '@tanstack/react-router'
import { useOrganization } from '#web/api/organization.tsx'
import { useRoute } from '#web/api/use-route.ts'
import { Count } from '#web/kit/badge.tsx'
import { cx } from '#web/kit/class-names.ts'
import { Figure } from '#web/kit/money.tsx'
import { useText } from '#web/languages/use-text.ts'
import styles from './navigation.module.css'
import { DAILY_PAGES, KEEPING_PAGES, type PageEntry } from './pages.ts'

const LOOK_EVERY_MS = 30_000

/** How many transfers wait for a person, kept up to date. */
export function useWaitingForPerson(): number {
  return useRoute('transfers.counts', {}, { everyMs: LOOK_EVERY_MS }).data?.attention ?? 0
}

/** All pages of the organisation. */
export function Navigation({ onGo }: { readonly onGo?: () => void }) {
  const text = useText()
  const waiting = useWaitingForPerson()
  const go = onGo === undefined ? {} : { onGo }
  return (
    <nav aria-label={text('shell.navigation')} className={cx(styles.navigation)}>
      <ul>
        {DAILY_PAGES.map((page) => (
          <NavigationLink key={page.key} page={page} waiting={page.key === 'attention' ? waiting : 0} {...go} />
        ))}
      </ul>
      <ul className={cx(styles.apart)}>
        {KEEPING_PAGES.map((page) => (
          <NavigationLink key={page.key} page={page} waiting={0} {...go} />
        ))}
      </ul>
    </nav>
  )
}

interface NavigationLinkProps {
  readonly page: PageEntry
  readonly waiting: number
  readonly onGo?: () => void
}

function NavigationLink({ page: { to, title, icon: Icon, key }, waiting, onGo }: NavigationLinkProps) {
  const text = useText()
  const { organization } = useOrganization()
  return (
    <li>
      <Link
        to={to}
        params={{ organization }}
        activeOptions={{ exact: key === 'overview', includeSearch: false }}
        activeProps={{ 'aria-current': 'page' }}
        className={cx(styles.link)}
        {...(onGo === undefined ? {} : { onClick: onGo })}
      >
        <Icon size={18} strokeWidth={1.85} aria-hidden />
        <span>{text(title)}</span>
        {waiting === 0 ? null : (
          <Count tone="bad">
            <span aria-hidden>
              <Figure value={waiting} />
            </span>
            <span className={cx(styles.hidden)}>{text('shell.waiting', { count: waiting })}</span>
          </Count>
        )}
      </Link>
    </li>
  )
}
