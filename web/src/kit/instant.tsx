import { createContext, type ReactNode, useContext, useEffect, useState } from 'react'
import { useIntl } from 'react-intl'
import { cx } from './class-names.ts'
import styles from './money.module.css'
import { exactText, relativeText, shortText } from './relative-time.ts'

const HERE = Intl.DateTimeFormat().resolvedOptions().timeZone
const ZoneContext = createContext(HERE)

/** In whose zone times are shown: the shop's; `null` = there is none yet, and the browser's is as good. */
export const ZoneProvider = ({ zone, children }: { readonly zone: string | null; readonly children: ReactNode }) => (
  <ZoneContext value={zone ?? HERE}>{children}</ZoneContext>
)
export const useZone = (): string => useContext(ZoneContext)

const LOOK_AGAIN_MS = 30_000

/** Now, looked at again twice a minute. */
export function useNow(): Date {
  const [now, setNow] = useState(() => new Date())
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), LOOK_AGAIN_MS)
    return () => clearInterval(timer)
  }, [])
  return now
}

interface InstantProps {
  /** UTC, ISO 8601. */
  readonly at: string
  /** `relative`: "5 minutes ago"; `short`: the time of day, with the day when it is not today; `exact`: to the second. */
  readonly as?: 'relative' | 'short' | 'exact'
}

/** A moment, in the shop's zone; pointing at it tells it exactly. */
export function Instant({ at, as = 'relative' }: InstantProps) {
  const { locale } = useIntl()
  const zone = useZone()
  const now = useNow()
  const date = new Date(at)
  const exact = exactText(date, zone, locale)
  const shown = { exact, relative: relativeText(date, now, locale), short: shortText(date, now, zone, locale) }[as]
  return (
    <time dateTime={at} title={exact} className={cx(as === 'exact' ? styles.exact : styles.figure)}>
      {shown}
    </time>
  )
}
