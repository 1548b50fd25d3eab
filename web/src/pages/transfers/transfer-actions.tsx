import { CloudDownload, Ellipsis, RotateCw, Scale, SkipForward, Undo2 } from 'lucide-react'
import { useState } from 'react'
import type { TransferSummary } from '#api/transfers'
import { useMay } from '#web/api/organization.tsx'
import { useChange } from '#web/api/use-route.ts'
import { Button } from '#web/kit/button.tsx'
import { Menu, MenuItem } from '#web/kit/menu.tsx'
import { sayDone } from '#web/kit/toasts.tsx'
import { useText } from '#web/languages/use-text.ts'
import { SkipDialog } from './skip-dialog.tsx'
import { UndoDialog } from './undo-dialog.tsx'

interface TransferActionsProps {
  readonly transfer: TransferSummary
  /** Something of it stands in the other system. */
  readonly hasDocuments: boolean
  readonly isUndone: boolean
  readonly onPreview: (() => void) | null
}

/** What a person can do about a transfer. */
export function TransferActions({ transfer, hasDocuments, isUndone, onPreview }: TransferActionsProps) {
  const text = useText()
  const { transferId, state } = transfer
  const [asks, setAsks] = useState<'skip' | 'undo' | null>(null)
  const mayChange = useMay('transfers:change')
  const mayUndo = useMay('books:change') && hasDocuments && !isUndone
  const retry = useChange('transfers.retry', { onDone: () => sayDone(text('transfer.retried')) })
  const reread = useChange('transfers.reread', { onDone: () => sayDone(text('story.reread.done')) })
  const canSkip = mayChange && !['synced', 'running', 'skipped'].includes(state)
  const isHeld = state === 'running' || state === 'held'
  return (
    <>
      {mayChange || onPreview !== null ? (
        <Menu
          label={text('story.more')}
          trigger={<Button icon={Ellipsis}>{text('story.more')}</Button>}
          placement="bottom end"
        >
          {onPreview === null ? null : (
            <MenuItem id="preview" icon={Scale} onAction={onPreview}>
              {text('story.preview.again')}
            </MenuItem>
          )}
          {mayChange ? (
            <MenuItem id="reread" icon={CloudDownload} onAction={() => reread.mutate({ params: { transferId } })}>
              {text('story.reread')}
            </MenuItem>
          ) : null}
          {canSkip ? (
            <MenuItem id="skip" icon={SkipForward} onAction={() => setAsks('skip')}>
              {text('story.skip')}
            </MenuItem>
          ) : null}
          {mayUndo ? (
            <MenuItem id="undo" icon={Undo2} isDanger onAction={() => setAsks('undo')}>
              {text('story.undo')}
            </MenuItem>
          ) : null}
        </Menu>
      ) : null}
      {mayChange ? (
        <Button
          kind={state === 'attention' ? 'primary' : 'secondary'}
          icon={RotateCw}
          isBusy={retry.isPending}
          isDisabled={isHeld}
          onPress={() => retry.mutate({ body: { transferIds: [transferId], lift: true } })}
        >
          {text(isUndone ? 'story.bookAgain' : state === 'synced' ? 'transfer.reread' : 'transfer.retry')}
        </Button>
      ) : null}
      <SkipDialog transferId={transferId} isOpen={asks === 'skip'} onClose={() => setAsks(null)} />
      <UndoDialog transferId={transferId} isOpen={asks === 'undo'} onClose={() => setAsks(null)} />
    </>
  )
}
