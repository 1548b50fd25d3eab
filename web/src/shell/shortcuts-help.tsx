import { Fragment } from 'react'
import { cx } from '#web/kit/class-names.ts'
import { Dialog } from '#web/kit/dialog.tsx'
import { useText } from '#web/languages/use-text.ts'
import { ALL_PAGES } from './pages.ts'
import styles from './shortcuts-help.module.css'

/** ⌘ on the machines that have it, Ctrl elsewhere. */
export const commandKey = (): string => (/Mac|iPhone|iPad/.test(navigator.userAgent) ? '⌘' : 'Ctrl')

/** All shortcuts, by what they do. */
export function ShortcutsHelp({ isOpen, onClose }: { readonly isOpen: boolean; readonly onClose: () => void }) {
  const text = useText()
  const shortcuts: readonly (readonly [string, readonly string[]])[] = [
    [text('shortcuts.palette'), [commandKey(), 'K']],
    [text('shortcuts.search'), ['/']],
    [text('shortcuts.rows'), ['↓', '↑']],
    [text('shortcuts.causes'), ['J', 'K']],
    ...ALL_PAGES.map(
      ({ title, letter }) => [text('shortcuts.goTo', { page: text(title) }), ['G', letter.toUpperCase()]] as const,
    ),
    [text('shortcuts.help'), ['?']],
  ]
  return (
    <Dialog title={text('shortcuts.title')} isOpen={isOpen} onClose={onClose}>
      <dl className={cx(styles.list)}>
        {shortcuts.map(([what, keys]) => (
          <div key={what}>
            <dt>{what}</dt>
            <dd>
              {keys.map((key, index) => (
                <Fragment key={key}>
                  {index > 0 && keys[0] === 'G' ? <span>{text('shortcuts.then')}</span> : null}
                  <kbd>{key}</kbd>
                </Fragment>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  )
}
