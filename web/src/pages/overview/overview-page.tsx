import { ArrowRight, Gauge } from 'lucide-react'
import { Answer } from '#web/api/answer.tsx'
import { useMay, useOrganization } from '#web/api/organization.tsx'
import { useRoute } from '#web/api/use-route.ts'
import { Card } from '#web/kit/card.tsx'
import { EmptyState } from '#web/kit/empty-state.tsx'
import { ButtonLink, TextLink } from '#web/kit/link.tsx'
import { Columns, Page } from '#web/kit/page.tsx'
import { useText } from '#web/languages/use-text.ts'
import { TransfersTable } from '#web/pages/transfers/transfers-table.tsx'
import { AlarmsCard } from './alarms-card.tsx'
import { CausesCard } from './causes-card.tsx'
import { Picture } from './picture.tsx'
import { TodayCard } from './today-card.tsx'
import { Verdict } from './verdict.tsx'

const LOOK_EVERY_MS = 30_000
const NEWEST = 8

/** Is everything in step? At one look. */
export function OverviewPage() {
  const text = useText()
  const overview = useRoute('overview.show', {}, { everyMs: LOOK_EVERY_MS })
  const mayReadBooks = useMay('books:read')
  return (
    <Page title={text('page.overview')} lead={text('overview.lead')}>
      <Answer of={overview}>
        {(answer) =>
          answer.flows.length === 0 ? (
            <NothingYet />
          ) : (
            <>
              <Verdict overview={answer} />
              <AlarmsCard />
              <Picture overview={answer} />
              {mayReadBooks ? (
                <Columns>
                  <TodayCard />
                  <CausesCard />
                </Columns>
              ) : (
                <CausesCard />
              )}
              <NewestCard />
            </>
          )
        }
      </Answer>
    </Page>
  )
}

function NothingYet() {
  const text = useText()
  const { organization } = useOrganization()
  return (
    <Card isFlush>
      <EmptyState
        icon={Gauge}
        title={text('overview.empty.title')}
        action={
          <ButtonLink kind="primary" to="/o/$organization/setup" params={{ organization }}>
            {text('overview.setup')}
          </ButtonLink>
        }
      >
        {text('overview.empty')}
      </EmptyState>
    </Card>
  )
}

function NewestCard() {
  const text = useText()
  const { organization } = useOrganization()
  const newest = useRoute('transfers.list', { query: { limit: NEWEST } }, { everyMs: LOOK_EVERY_MS })
  return (
    <Card
      title={text('overview.newest')}
      isFlush
      action={
        <TextLink to="/o/$organization/transfers" params={{ organization }}>
          {text('overview.newest.all')} <ArrowRight size={13} aria-hidden />
        </TextLink>
      }
    >
      <Answer of={newest}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState icon={Gauge} title={text('overview.newest.none.title')}>
              {text('overview.newest.none')}
            </EmptyState>
          ) : (
            <TransfersTable transfers={items} words={undefined} />
          )
        }
      </Answer>
    </Card>
  )
}
