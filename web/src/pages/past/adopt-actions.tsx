import { useState } from 'react'
import type { Comparable } from '#api/ledger'
import { Button } from '#web/kit/button.tsx'
import { cx } from '#web/kit/class-names.ts'
import { useText } from '#web/languages/use-text.ts'
import type { Range } from './filter.ts'
import styles from './past.module.css'
import { ReleaseDialog } from './release-dialog.tsx'
import { TakeDialog } from './take-dialog.tsx'

interface AdoptActionsProps {
  readonly chosen: Comparable
  readonly range: Range
  /** How many of the chosen days are sure. */
  readonly sure: number
  readonly onTake: () => void
  readonly onLetGo: () => void
}

/** Takes what is sure, or adopts nothing more; each says first what that means. */
export function AdoptActions({ chosen, range, sure, onTake, onLetGo }: AdoptActionsProps) {
  const text = useText()
  const [opened, setOpened] = useState<'take' | 'release' | null>(null)
  const close = () => setOpened(null)
  return (
    <div className={cx(styles.actions)}>
      {sure === 0 ? null : (
        <Button kind="primary" onPress={() => setOpened('take')}>
          {text('past.adopt.take')}
        </Button>
      )}
      <Button kind={sure === 0 ? 'secondary' : 'quiet'} onPress={() => setOpened('release')}>
        {text('past.adopt.release')}
      </Button>
      <TakeDialog
        count={sure}
        isLive={chosen.live}
        isOpen={opened === 'take'}
        onClose={close}
        onTake={() => {
          close()
          onTake()
        }}
      />
      <ReleaseDialog chosen={chosen} range={range} isOpen={opened === 'release'} onClose={close} onDone={onLetGo} />
    </div>
  )
}
