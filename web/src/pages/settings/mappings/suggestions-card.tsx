import type { ApiIntegration } from '#api/integrations'
import type { PreflightValue } from '#api/preflight'
import { useMay } from '#web/api/organization.tsx'
import { useChange, useRoute } from '#web/api/use-route.ts'
import { Button } from '#web/kit/button.tsx'
import { Card } from '#web/kit/card.tsx'
import { cx } from '#web/kit/class-names.ts'
import { Instant } from '#web/kit/instant.tsx'
import { useText } from '#web/languages/use-text.ts'
import { JobProgress } from '#web/jobs/job-progress.tsx'
import { useLatestJob } from '#web/jobs/use-latest-job.ts'
import { ServerRemedy, useServerText } from '#web/languages/server-text.tsx'
import styles from './mappings.module.css'
import { type Cells, conditionOf, merged, type TableName } from './tables.ts'
import type { MappingsEditor } from './use-mappings.ts'

interface SuggestionsCardProps {
  readonly integration: ApiIntegration
  readonly table: TableName
  readonly editor: MappingsEditor
}

const CODES = {
  taxes: 'account',
  payments: 'mode',
  shipping: 'item',
  locations: 'warehouse',
  items: 'item',
  ledgers: 'account',
  roles: 'item',
} as const

/** What past orders have and this table lacks. A suggestion is taken by somebody, into a draft that is still to be saved. */
export function SuggestionsCard({ integration, table, editor }: SuggestionsCardProps) {
  const text = useText()
  const mayChange = useMay('configuration:change')
  const params = { integration: integration.integration }
  const { data } = useRoute('mappings.suggestions', { params })
  const { job, isRunning } = useLatestJob('preflight', integration.integration)
  const ask = useChange('jobs.preflight')
  const rows = editor.draft[table]
  const known = new Set(rows.map(conditionOf))
  const open = (data?.values ?? []).filter(
    ({ entry }) => entry?.table === table && !known.has(conditionOf(cellsOf(entry, table, ''))),
  )
  const use = (chosen: readonly [PreflightValue['entry'], string][]): void =>
    editor.setRows(
      table,
      merged(
        rows,
        chosen.map(([entry, code]) => cellsOf(entry, table, code)),
      ),
    )
  const certain = open.flatMap(({ entry, certain: is, suggestions: [only] }): [PreflightValue['entry'], string][] =>
    is && only !== undefined ? [[entry, only.value]] : [],
  )
  const look = (
    <Button size="small" isBusy={ask.isPending} onPress={() => ask.mutate({ body: params })}>
      {text(data?.at === null ? 'mappings.look.first' : 'mappings.look')}
    </Button>
  )
  return (
    <Card
      title={data?.at === null ? text('mappings.unread') : text('mappings.missing', { count: open.length })}
      description={text('mappings.missing.lead')}
    >
      <div className={cx(styles.stack)}>
        {isRunning && job !== null ? <JobProgress job={job} label={text('mappings.looking')} /> : null}
        {open.map((value) => (
          <Missing
            key={value.subject}
            value={value}
            mayChange={mayChange}
            onUse={(code) => use([[value.entry, code]])}
          />
        ))}
        <div className={cx(styles.actions)}>
          {mayChange && certain.length > 0 ? (
            <Button kind="primary" size="small" onPress={() => use(certain)}>
              {text('mappings.use.certain', { count: certain.length })}
            </Button>
          ) : null}
          {isRunning ? null : look}
          {data?.at == null ? null : (
            <span className={cx(styles.soft)}>
              {text('mappings.looked')} <Instant at={data.at} />
            </span>
          )}
        </div>
      </div>
    </Card>
  )
}

interface MissingProps {
  readonly value: PreflightValue
  readonly mayChange: boolean
  readonly onUse: (code: string) => void
}

function Missing({ value: { label, orders, suggestions, remedy }, mayChange, onUse }: MissingProps) {
  const text = useText()
  const server = useServerText()
  return (
    <div className={cx(styles.bar, styles.value)}>
      <span>
        <strong>{server(label)}</strong>{' '}
        <span className={cx(styles.soft)}>{text('mappings.orders', { count: orders })}</span>
      </span>
      <div className={cx(styles.actions)}>
        {suggestions.length === 0 ? (
          <span className={cx(styles.soft)}>
            <ServerRemedy text={remedy} />
          </span>
        ) : null}
        {mayChange
          ? suggestions.map((one) => (
              <Button key={one.value} size="small" onPress={() => onUse(one.value)}>
                {text('mappings.use', { code: one.label, why: server(one.why) })}
              </Button>
            ))
          : null}
      </div>
    </div>
  )
}

/** The row that an entry would be. */
const cellsOf = (entry: PreflightValue['entry'], table: TableName, code: string): Cells =>
  Object.fromEntries([
    ...Object.entries(entry?.values ?? {}).map(([name, value]) => [name, String(value)]),
    ...(code === '' ? [] : [[CODES[table], code]]),
  ]) as Cells
