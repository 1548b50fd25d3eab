import type { ReactNode } from 'react'
import type { ApiDifference, DriftArea } from '#api/drift'
import type { Answered } from '#api/route'
import type { Routes } from '#api/routes'
import { Answer } from '#web/api/answer.tsx'
import { useList, useRoute } from '#web/api/use-route.ts'
import { cx } from '#web/kit/class-names.ts'
import { LoadMore } from '#web/kit/load-more.tsx'
import { Figure } from '#web/kit/money.tsx'
import { Notice } from '#web/kit/notice.tsx'
import { Tile, Tiles } from '#web/kit/tiles.tsx'
import { useText } from '#web/languages/use-text.ts'
import { LocationsProvider, useLocations } from '#web/pages/stock/use-locations.ts'
import { DifferenceItem } from './difference-item.tsx'
import { Sums } from './sums.tsx'
import styles from './reconciliation.module.css'

type Shown = Answered<Routes['drift.show']>

interface ReportProps {
  readonly reportId: string
  /** `undefined` = all of them. */
  readonly area: DriftArea | undefined
  readonly onArea: (area: DriftArea | undefined) => void
}

/** What a comparison found: area by area, difference by difference, day by day. */
export function Report({ reportId, area, onArea }: ReportProps) {
  const text = useText()
  const shown = useRoute('drift.show', { params: { reportId } })
  return (
    <Answer of={shown}>
      {({ areas, figures, report }) => (
        <>
          <Areas areas={areas} area={area} onArea={onArea} />
          {report.differences === 0 ? (
            <div className={cx(styles.inside)}>
              <Notice tone="good" title={text('reconciliation.agree')}>
                {text('reconciliation.agree.more')}
              </Notice>
            </div>
          ) : (
            <>
              {report.drifted > 0 ? null : (
                <div className={cx(styles.inside)}>
                  <Notice tone="info" title={text('reconciliation.known', { differences: report.differences })}>
                    {text('reconciliation.known.more')}
                  </Notice>
                </div>
              )}
              <Differences reportId={reportId} integration={report.integration} area={area} />
            </>
          )}
          <Sums days={figures} areKnown={report.drifted === 0} />
        </>
      )}
    </Answer>
  )
}

interface AreasProps extends Omit<ReportProps, 'reportId'> {
  readonly areas: Shown['areas']
}

/** One tile for each area; pressing it shows only its differences. */
function Areas({ areas, area: chosen, onArea }: AreasProps) {
  const text = useText()
  return (
    <div className={cx(styles.areas)}>
      <Tiles label={text('reconciliation.areas')}>
        {areas.map(({ area, compared, differences, drifted }) => (
          <Tile key={area} isChosen={area === chosen} onPress={() => onArea(area === chosen ? undefined : area)}>
            <span>{text(`reconciliation.area.${area}`)}</span>
            <strong className={cx(drifted > 0 && styles.wrong)}>
              {differences === 0
                ? text('reconciliation.area.agrees')
                : text('reconciliation.area.differ', { differences })}
            </strong>
            <span className={cx(styles.soft)}>
              {text('reconciliation.area.compared')} <Figure value={compared} />
            </span>
          </Tile>
        ))}
      </Tiles>
    </div>
  )
}

interface DifferencesProps extends Pick<ReportProps, 'reportId' | 'area'> {
  readonly integration: string
}

function Differences({ reportId, integration, area }: DifferencesProps) {
  const text = useText()
  const list = useList('drift.differences', {
    params: { reportId },
    query: area === undefined ? {} : { area },
  })
  return (
    <Answer of={{ data: list.items, error: list.error, refetch: list.refetch }}>
      {(items) => (
        <>
          {items.length === 0 ? (
            <p className={cx(styles.inside, styles.soft)}>{text('reconciliation.area.none')}</p>
          ) : null}
          {items.some(({ location }) => location !== null) ? (
            <Located integration={integration}>
              <Items items={items} />
            </Located>
          ) : (
            <Items items={items} />
          )}
          <LoadMore
            label={text('reconciliation.more')}
            hasMore={list.hasNextPage}
            isLoading={list.isFetchingNextPage}
            onMore={list.fetchNextPage}
          />
        </>
      )}
    </Answer>
  )
}

/** The store is asked what its locations are called only where one of them is named. */
const Located = ({ integration, children }: { readonly integration: string; readonly children: ReactNode }) => (
  <LocationsProvider value={useLocations(integration)}>{children}</LocationsProvider>
)

const Items = ({ items }: { readonly items: readonly ApiDifference[] }) => (
  <ul aria-label={useText()('reconciliation.differences')}>
    {items.map((one) => (
      <DifferenceItem
        key={[one.area, one.subject, one.what, one.day, one.location, one.account].join(' ')}
        difference={one}
      />
    ))}
  </ul>
)
