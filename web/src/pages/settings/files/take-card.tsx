import type { ApiFileKind } from '#api/files'
import type { Comparable } from '#api/ledger'
import { Button } from '#web/kit/button.tsx'
import { Card } from '#web/kit/card.tsx'
import { cx } from '#web/kit/class-names.ts'
import { FailureNotice, Notice } from '#web/kit/notice.tsx'
import { useText } from '#web/languages/use-text.ts'
import styles from './files.module.css'
import type { FilesFilter } from './filter.ts'
import { JobView } from './job-view.tsx'
import { TakeForm } from './take-form.tsx'
import { useAsked } from './use-asked.ts'
import { useTaking } from './use-taking.ts'

interface TakeCardProps {
  readonly kind: ApiFileKind
  readonly chosen: Comparable
  /** The file that is being taken in, or was. */
  readonly job: string | undefined
  readonly onSet: (change: Partial<FilesFilter>) => void
}

/** Takes a file in: what it would change stands there before anything does. */
export function TakeCard({ kind, chosen: { integration, flows }, job: jobId, onSet }: TakeCardProps) {
  const text = useText()
  const taking = useTaking({ kind, integration, job: jobId, onSet })
  const asked = useAsked(jobId)
  const { chosen, failure, isSending, hasLooked, look, take } = taking
  const isBusy = isSending || asked.isRunning
  const mayTake = hasLooked && (asked.result?.written ?? 0) > 0
  return (
    <Card title={text('files.take')} description={text(`files.take.${kind}`)}>
      <div className={cx(styles.stack)}>
        <PutBack kind={kind} flows={flows} />
        <TakeForm kind={kind} taking={taking} isBusy={isBusy} />
        <div className={cx(styles.buttons)}>
          <Button
            kind={mayTake ? 'secondary' : 'primary'}
            isDisabled={chosen.file === null || isBusy}
            isBusy={isSending && !hasLooked}
            onPress={look}
          >
            {text('files.look')}
          </Button>
          {mayTake ? (
            <Button kind="primary" isBusy={isSending} onPress={take}>
              {text('files.do')}
            </Button>
          ) : null}
        </div>
        {failure === null ? null : <FailureNotice failure={failure} />}
        <JobView asked={asked} />
      </div>
    </Card>
  )
}

const FLOW_OF = { stock: 'inventory', prices: 'price-lists' } as const

/** A flow that is switched on says otherwise soon. */
function PutBack({ kind, flows }: { readonly kind: ApiFileKind; readonly flows: readonly string[] }) {
  const text = useText()
  if (kind !== 'stock' && kind !== 'prices') return null
  return flows.includes(FLOW_OF[kind]) ? (
    <Notice tone="warn" title={text(`files.putBack.${kind}`)}>
      {text('files.putBack')}
    </Notice>
  ) : null
}
