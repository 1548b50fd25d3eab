import { Link } from '@tanstack/react-router'
import type { TransferState } from '#api/transfers'
import { useOrganization } from '#web/api/organization.tsx'
import { Count, type Tone } from '#web/kit/badge.tsx'
import { Figure } from '#web/kit/money.tsx'
import { LinkTabs } from '#web/kit/tabs.tsx'
import { useText } from '#web/languages/use-text.ts'
import type { TransfersFilter } from './filter.ts'

/** What is looked for most stands first. */
const ORDER = ['attention', 'waiting', 'running', 'pending', 'synced', 'skipped', 'held'] as const
const TONES: Readonly<Partial<Record<TransferState, Tone>>> = { attention: 'bad', waiting: 'warn' }

interface StateTabsProps {
  readonly filter: TransfersFilter
  readonly counts: Readonly<Record<TransferState, number>> | undefined
}

/** One tab for each state, with how many are in it. */
export function StateTabs({ filter, counts }: StateTabsProps) {
  const text = useText()
  const all = counts === undefined ? undefined : Object.values(counts).reduce((sum, count) => sum + count, 0)
  return (
    <LinkTabs label={text('transfers.states')}>
      <StateTab filter={filter} state={undefined} count={all} />
      {ORDER.map((state) => (
        <StateTab key={state} filter={filter} state={state} count={counts?.[state]} />
      ))}
    </LinkTabs>
  )
}

interface StateTabProps {
  readonly filter: TransfersFilter
  readonly state: TransferState | undefined
  readonly count: number | undefined
}

function StateTab({ filter, state, count }: StateTabProps) {
  const text = useText()
  const { organization } = useOrganization()
  const tone = count === 0 || state === undefined ? 'quiet' : (TONES[state] ?? 'quiet')
  return (
    <Link
      to="/o/$organization/transfers"
      params={{ organization }}
      search={{ ...filter, state }}
      activeProps={{}}
      {...(filter.state === state ? { 'aria-current': 'page' as const } : { 'aria-current': undefined })}
    >
      {state === undefined ? text('transfers.all') : text(`state.${state}`)}
      {count === undefined ? null : (
        <Count tone={tone}>
          <Figure value={count} />
        </Count>
      )}
    </Link>
  )
}
