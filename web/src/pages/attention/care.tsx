import { Trash2 } from 'lucide-react'
import { useState } from 'react'
import type { ApiNote, Assignee } from '#api/attention'
import { Answer } from '#web/api/answer.tsx'
import { useMay } from '#web/api/organization.tsx'
import { useChange, useRoute } from '#web/api/use-route.ts'
import { Button, IconButton } from '#web/kit/button.tsx'
import { Card } from '#web/kit/card.tsx'
import { cx } from '#web/kit/class-names.ts'
import { Instant } from '#web/kit/instant.tsx'
import { Select } from '#web/kit/select.tsx'
import { TextField } from '#web/kit/text-field.tsx'
import { useText } from '#web/languages/use-text.ts'
import styles from './attention.module.css'

/** Who takes care of it, and what people wrote about it. */
export function CareCard({ about }: { readonly about: string }) {
  const text = useText()
  return (
    <Card title={text('care.title')}>
      <Care about={about} />
    </Card>
  )
}

export function Care({ about }: { readonly about: string }) {
  const text = useText()
  const notes = useRoute('notes.list', { query: { about } })
  return (
    <div className={cx(styles.care)}>
      <AssigneeSelect about={about} />
      <Answer of={notes} skeleton={null}>
        {({ items }) =>
          items.length === 0 ? null : (
            <ul className={cx(styles.notes)} aria-label={text('care.notes')}>
              {items.map((note) => (
                <NoteLine key={note.noteId} note={note} />
              ))}
            </ul>
          )
        }
      </Answer>
      {useMay('transfers:change') ? <NewNote about={about} /> : null}
    </div>
  )
}

function NoteLine({ note: { noteId, author, text: content, writtenAt, mine } }: { readonly note: ApiNote }) {
  const text = useText()
  const remove = useChange('notes.remove')
  return (
    <li className={cx(styles.note)}>
      <div className={cx(styles.noteHead)}>
        <span>
          <strong>{author}</strong> · <Instant at={writtenAt} />
        </span>
        {mine ? (
          <IconButton
            label={text('care.note.remove')}
            icon={Trash2}
            onPress={() => remove.mutate({ params: { noteId } })}
          />
        ) : null}
      </div>
      <p>{content}</p>
    </li>
  )
}

function NewNote({ about }: { readonly about: string }) {
  const text = useText()
  const [content, setContent] = useState('')
  const add = useChange('notes.add', { onDone: () => setContent('') })
  return (
    <form
      className={cx(styles.newNote)}
      onSubmit={(event) => {
        event.preventDefault()
        if (content.trim() !== '') add.mutate({ body: { about, text: content } })
      }}
    >
      <TextField label={text('care.note')} isLong maxLength={2000} value={content} onChange={setContent} />
      <div>
        <Button type="submit" size="small" isBusy={add.isPending} isDisabled={content.trim() === ''}>
          {text('care.note.add')}
        </Button>
      </div>
    </form>
  )
}

const NOBODY = 'nobody'

/** Who takes care of it; chosen from those who can. */
function AssigneeSelect({ about }: { readonly about: string }) {
  const text = useText()
  const mayChange = useMay('transfers:change')
  const people = useRoute('attention.people', {})
  const now = useRoute('attention.assignee', { query: { about } })
  const assign = useChange('attention.assign')
  const assignee = now.data?.assignee ?? null
  const choices = [{ key: NOBODY, label: text('care.nobody') }, ...withCurrent(people.data?.items ?? [], assignee)]
  return (
    <Select
      label={text('care.assignee')}
      choices={choices}
      value={assignee?.userId ?? NOBODY}
      isDisabled={!mayChange}
      onChange={(key) => assign.mutate({ body: { about, userId: key === NOBODY ? null : key } })}
    />
  )
}

const withCurrent = (people: readonly Assignee[], assignee: Assignee | null): { key: string; label: string }[] =>
  [...people, ...(assignee === null || people.some(({ userId }) => userId === assignee.userId) ? [] : [assignee])].map(
    ({ userId, name }) => ({ key: userId, label: name }),
  )
