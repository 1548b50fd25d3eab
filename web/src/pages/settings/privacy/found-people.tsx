import { Download, Eraser, UserRoundX } from 'lucide-react'
import { useState } from 'react'
import type { Answered } from '#api/route'
import type { Routes } from '#api/routes'
import { Button } from '#web/kit/button.tsx'
import { Card } from '#web/kit/card.tsx'
import { cx } from '#web/kit/class-names.ts'
import { EmptyState } from '#web/kit/empty-state.tsx'
import { Counts } from '#web/kit/counts.tsx'
import { KeyValues } from '#web/kit/key-values.tsx'
import { Notice } from '#web/kit/notice.tsx'
import { useText } from '#web/languages/use-text.ts'
import { EraseDialog } from './erase-dialog.tsx'
import styles from './privacy.module.css'
import { useExport } from './use-export.ts'

type Found = Answered<Routes['privacy.find']>
type Person = Found['people'][number]

const KINDS = ['orders', 'documents', 'deliveries', 'runs', 'evidence', 'customers', 'accounts', 'files'] as const

interface FoundPeopleProps {
  readonly found: Found
  readonly who: string
  readonly onErased: () => void
}

/** Who was found, store by store, and what may be done. */
export function FoundPeople({ found: { people, isComplete }, who, onErased }: FoundPeopleProps) {
  const text = useText()
  return (
    <>
      {isComplete ? null : (
        <Notice tone="warn" title={text('privacy.incomplete')}>
          {text('privacy.incomplete.more')}
        </Notice>
      )}
      {people.length === 0 ? (
        <Card isFlush>
          <EmptyState icon={UserRoundX} title={text('privacy.nobody.title')}>
            {text('privacy.nobody')}
          </EmptyState>
        </Card>
      ) : (
        <Card title={who} action={<Actions who={who} onErased={onErased} />}>
          <div className={cx(styles.stores)}>
            {people.map((person) => (
              <InStore key={person.connection} person={person} />
            ))}
          </div>
        </Card>
      )}
    </>
  )
}

function InStore({ person: { connection, names, emails, subjects, kept } }: { readonly person: Person }) {
  const text = useText()
  return (
    <section className={cx(styles.store)} aria-label={text('privacy.inStore', { store: connection })}>
      <h3>{text('privacy.inStore', { store: connection })}</h3>
      <KeyValues
        facts={[
          [text('privacy.names'), names.length === 0 ? null : names.join(', ')],
          [text('privacy.emails'), emails.length === 0 ? null : emails.join(', ')],
          [text('privacy.ids'), subjects.length === 0 ? text('privacy.ids.guest') : subjects.join(', ')],
        ]}
      />
      <Counts
        counts={KINDS.filter((kind) => kept[kind] > 0).map((kind) => [text(`privacy.kept.${kind}`), kept[kind]])}
      />
    </section>
  )
}

function Actions({ who, onErased }: { readonly who: string; readonly onErased: () => void }) {
  const text = useText()
  const [isErasing, setErasing] = useState(false)
  const { isBusy, download } = useExport()
  return (
    <div className={cx(styles.actions)}>
      <Button icon={Download} isBusy={isBusy} onPress={() => download(who)}>
        {text('privacy.export')}
      </Button>
      <Button kind="danger" icon={Eraser} onPress={() => setErasing(true)}>
        {text('privacy.erase')}
      </Button>
      {isErasing ? <EraseDialog who={who} onClose={() => setErasing(false)} onErased={onErased} /> : null}
    </div>
  )
}
