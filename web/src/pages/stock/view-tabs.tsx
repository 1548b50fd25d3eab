import { Link } from '@tanstack/react-router'
import type { Answered } from '#api/route'
import type { Routes } from '#api/routes'
import { STOCK_VIEWS } from '#api/stock'
import { useOrganization } from '#web/api/organization.tsx'
import { Count, type Tone } from '#web/kit/badge.tsx'
import { Figure } from '#web/kit/money.tsx'
import { LinkTabs } from '#web/kit/tabs.tsx'
import { useText } from '#web/languages/use-text.ts'
import type { StockFilter } from './filter.ts'

type Status = Answered<Routes['stock.status']>
type View = (typeof STOCK_VIEWS)[number]

const TONES: Readonly<Record<View, Tone>> = { all: 'quiet', differing: 'warn', attention: 'bad', held: 'bad' }

/** All figures, or those that somebody should look at. */
export function ViewTabs({ filter, status }: { readonly filter: StockFilter; readonly status: Status | undefined }) {
  const text = useText()
  const { organization } = useOrganization()
  const counts = status === undefined ? undefined : countsOf(status)
  return (
    <LinkTabs label={text('stock.views')}>
      {STOCK_VIEWS.filter((view) => view !== 'held' || status?.stopped != null || filter.view === 'held').map(
        (view) => {
          const isNow = (filter.view ?? 'all') === view
          const count = counts?.[view]
          return (
            <Link
              key={view}
              to="/o/$organization/stock"
              params={{ organization }}
              search={{ ...filter, view: view === 'all' ? undefined : view }}
              activeProps={{}}
              aria-current={isNow ? 'page' : undefined}
            >
              {text(`stock.view.${view}`)}
              {count === undefined ? null : (
                <Count tone={count === 0 ? 'quiet' : TONES[view]}>
                  <Figure value={count} />
                </Count>
              )}
            </Link>
          )
        },
      )}
    </LinkTabs>
  )
}

function countsOf({ counts, causes }: Status): Readonly<Record<View, number>> {
  const { inStep, pending, waiting, attention, differing } = counts
  return {
    all: inStep + pending + waiting + attention,
    differing,
    attention: waiting + attention,
    held: causes.find(({ code }) => code === 'STOCK_STOP_LOSS')?.levels ?? 0,
  }
}
