import { useState } from 'react'
import type { ApiFileKind } from '#api/files'
import type { Comparable } from '#api/ledger'
import { Button } from '#web/kit/button.tsx'
import { Card } from '#web/kit/card.tsx'
import { cx } from '#web/kit/class-names.ts'
import { DownloadLink } from '#web/kit/download-link.tsx'
import { useNow } from '#web/kit/instant.tsx'
import { FailureNotice } from '#web/kit/notice.tsx'
import { useText } from '#web/languages/use-text.ts'
import { DayFields } from './day-fields.tsx'
import styles from './files.module.css'
import { daysOf, type FilesFilter, rangeOf } from './filter.ts'
import { MappingField } from './mapping-field.tsx'
import { SideSelect } from './side-select.tsx'
import { useDownload } from './use-download.ts'

interface DownloadCardProps {
  readonly kind: ApiFileKind
  readonly chosen: Comparable
  readonly filter: FilesFilter
  readonly onSet: (change: Partial<FilesFilter>) => void
}

/** Writes a file of what the systems hold, read while it is sent. */
export function DownloadCard({ kind, chosen: { integration, timeZone }, filter, onSet }: DownloadCardProps) {
  const text = useText()
  const [mapping, setMapping] = useState('')
  const days = daysOf(filter, timeZone, useNow())
  const isOrders = kind === 'orders'
  const side = isOrders ? 'store' : (filter.side ?? 'store')
  const range = isOrders ? rangeOf(days, timeZone) : {}
  const named = mapping.trim() === '' ? {} : { mapping }
  const { href, failure, isAsking, start } = useDownload({ integration, kind, side, ...range, ...named })
  return (
    <Card title={text('files.download')} description={text(`files.download.${kind}`)}>
      <div className={cx(styles.stack)}>
        <div className={cx(styles.form)}>
          {isOrders ? (
            <DayFields days={days} timeZone={timeZone} isRight={range !== null} onDays={onSet} />
          ) : (
            <SideSelect label={text('files.side')} value={side} onChange={(next) => onSet({ side: next })} />
          )}
        </div>
        <details className={cx(styles.more)}>
          <summary>{text('files.mapping.more')}</summary>
          <MappingField mapping={mapping} onMapping={setMapping} />
        </details>
        <div className={cx(styles.buttons)}>
          {range === null || isAsking ? (
            <Button isDisabled={range === null} isBusy={isAsking}>
              {text('files.download.do')}
            </Button>
          ) : (
            <DownloadLink href={href} onStart={start}>
              {text('files.download.do')}
            </DownloadLink>
          )}
        </div>
        {failure === null ? null : <FailureNotice failure={failure} />}
      </div>
    </Card>
  )
}
