import { useState } from 'react'
import type { ApiPromoted } from '#api/configuration'
import type { Failure } from '#api/failure'
import { Button } from '#web/kit/button.tsx'
import { Checkbox } from '#web/kit/checkbox.tsx'
import { cx } from '#web/kit/class-names.ts'
import { Dialog } from '#web/kit/dialog.tsx'
import { Notice } from '#web/kit/notice.tsx'
import { useText } from '#web/languages/use-text.ts'
import { ChangeList } from './change-list.tsx'
import styles from './configuration.module.css'
import type { Chosen } from './promotion.ts'
import { Refusal } from './refusal.tsx'

interface PromoteDialogProps {
  readonly chosen: Chosen
  readonly promoted: ApiPromoted
  readonly isBusy: boolean
  readonly failure: Failure | null
  readonly onClose: () => void
  readonly onPromote: (despite: boolean) => void
}

/** Everything that going live changes, and what the live system does not know, before anything happens. */
export function PromoteDialog({ chosen, promoted, isBusy, failure, onClose, onPromote }: PromoteDialogProps) {
  const text = useText()
  const [isDespite, setDespite] = useState(false)
  const { changes, unknown } = promoted
  const isAsked = unknown.length > 0
  return (
    <Dialog
      title={text('promote.ask', { from: chosen.from, to: chosen.to })}
      size="wide"
      isOpen
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{text('promote.cancel')}</Button>
          <Button
            kind="primary"
            isBusy={isBusy}
            isDisabled={isAsked && !isDespite}
            onPress={() => onPromote(isDespite)}
          >
            {text('promote.do')}
          </Button>
        </>
      }
    >
      <div className={cx(styles.stack)}>
        <Notice tone={chosen.live ? 'warn' : 'info'} title={text(chosen.live ? 'promote.means.live' : 'promote.means')}>
          {text('promote.means.lead')}
        </Notice>
        <Findings chosen={chosen} promoted={promoted} />
        {isAsked ? (
          <Checkbox isSelected={isDespite} onChange={setDespite}>
            {text('promote.despite')}
          </Checkbox>
        ) : null}
        {failure === null ? null : <Refusal failure={failure} />}
        <ChangeList changes={changes} />
      </div>
    </Dialog>
  )
}

function Findings({ chosen, promoted }: { readonly chosen: Chosen; readonly promoted: ApiPromoted }) {
  const text = useText()
  const { unknown, unchecked, foreignIds } = promoted
  return (
    <>
      {unknown.length === 0 ? null : (
        <Notice tone="bad" title={text('promote.unknown', { count: unknown.length, target: chosen.target })}>
          <Places places={unknown.map(({ path, code }) => [path, code])} />
        </Notice>
      )}
      {foreignIds.length === 0 ? null : (
        <Notice tone="warn" title={text('promote.foreign', { count: foreignIds.length })}>
          <Places places={foreignIds.map(({ path, id }) => [path, id])} />
        </Notice>
      )}
      {unchecked.length === 0 ? null : (
        <Notice tone="quiet" title={text('promote.unchecked', { lists: unchecked.join(', ') })} />
      )}
    </>
  )
}

const Places = ({ places }: { readonly places: readonly (readonly [path: string, value: string])[] }) => (
  <ul className={cx(styles.wrong)}>
    {places.map(([path, value]) => (
      <li key={path}>
        <code>{path}</code> {value}
      </li>
    ))}
  </ul>
)
