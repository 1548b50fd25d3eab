import { FileUp } from 'lucide-react'
import { useState } from 'react'
import { FileTrigger } from 'react-aria-components'
import { ApiFailure } from '#api/client'
import type { Failure } from '#api/failure'
import { useChange } from '#web/api/use-route.ts'
import { Button } from '#web/kit/button.tsx'
import { Card } from '#web/kit/card.tsx'
import { cx } from '#web/kit/class-names.ts'
import { TextField } from '#web/kit/text-field.tsx'
import { sayDone } from '#web/kit/toasts.tsx'
import { useUnsaved } from '#web/kit/unsaved.ts'
import { useText } from '#web/languages/use-text.ts'
import { ChangeList } from './change-list.tsx'
import styles from './configuration.module.css'
import { Refusal } from './refusal.tsx'

/** Use a file: what it would change stands there before anything does. */
export function ApplyCard() {
  const text = useText()
  const [file, setFile] = useState('')
  const [failure, setFailure] = useState<Failure | null>(null)
  const onFailed = (error: Error): void => {
    if (!(error instanceof ApiFailure)) throw error
    setFailure(error.failure)
  }
  const look = useChange('configuration.preview', { onFailed })
  const apply = useChange('configuration.apply', {
    onFailed,
    onDone({ released }) {
      write('')
      sayDone(text('configuration.apply.done', { count: released }))
    },
  })
  const write = (next: string): void => {
    setFile(next)
    setFailure(null)
    look.reset()
  }
  useUnsaved(file.trim() !== '')
  const body = { text: file }
  return (
    <Card title={text('configuration.apply')} description={text('configuration.apply.lead')}>
      <div className={cx(styles.stack)}>
        <div className={cx(styles.source)}>
          <TextField label={text('configuration.apply.text')} isLong value={file} onChange={write} />
        </div>
        <div className={cx(styles.buttons)}>
          <FileTrigger
            acceptedFileTypes={['.yaml', '.yml', '.json']}
            onSelect={(files) => void files?.[0]?.text().then(write)}
          >
            <Button icon={FileUp}>{text('configuration.apply.choose')}</Button>
          </FileTrigger>
          <Button isDisabled={file.trim() === ''} isBusy={look.isPending} onPress={() => look.mutate({ body })}>
            {text('configuration.apply.look')}
          </Button>
          {look.data === undefined ? null : (
            <Button kind="primary" isBusy={apply.isPending} onPress={() => apply.mutate({ body })}>
              {text('configuration.apply.do')}
            </Button>
          )}
        </div>
        {failure === null ? null : <Refusal failure={failure} />}
        {look.data === undefined ? null : <ChangeList changes={look.data.changes} />}
      </div>
    </Card>
  )
}
