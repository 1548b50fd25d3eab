import { Outlet, useLocation, useNavigate } from '@tanstack/react-router'
import { Keyboard, Menu as MenuIcon, Search, WifiOff } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Button, Dialog, Modal, ModalOverlay } from 'react-aria-components'
import { answering } from '#web/api/connection.ts'
import { useLive } from '#web/api/live.ts'
import { useOrganization } from '#web/api/organization.tsx'
import { rememberOrganization } from '#web/app/last-organization.ts'
import { IconButton } from '#web/kit/button.tsx'
import { cx } from '#web/kit/class-names.ts'
import { useText } from '#web/languages/use-text.ts'
import { CommandPalette } from './command-palette.tsx'
import { useKeptFocus } from './kept-focus.ts'
import { Navigation } from './navigation.tsx'
import { OrganizationSwitcher } from './organization-switcher.tsx'
import { ALL_PAGES } from './pages.ts'
import styles from './shell.module.css'
import { useShortcuts } from './shortcuts.ts'
import { commandKey, ShortcutsHelp } from './shortcuts-help.tsx'
import { SessionEnded } from './session-ended.tsx'
import { useSignOut } from './sign-out.ts'
import { UnsavedGuard } from './unsaved-guard.tsx'
import { UserMenu } from './user-menu.tsx'

type Overlay = 'palette' | 'help' | 'navigation' | null

/** What stands around every page of an organisation. */
export function Shell() {
  const text = useText()
  const { organization } = useOrganization()
  const [overlay, setOverlay] = useOverlay()
  const close = (): void => setOverlay(null)
  useEffect(() => rememberOrganization(organization), [organization])
  useLive(organization)
  useKeptFocus()
  useShellShortcuts(setOverlay)
  return (
    <div className={cx(styles.shell)}>
      <a href="#content" className={cx(styles.skip)}>
        {text('shell.skip')}
      </a>
      <aside className={cx(styles.side)}>
        <div className={cx(styles.switcher)}>
          <OrganizationSwitcher />
        </div>
        <Navigation />
      </aside>
      <div className={cx(styles.main)}>
        <TopBar onOpen={setOverlay} />
        <OfflineNotice />
        <main id="content" tabIndex={-1} className={cx(styles.content)}>
          <Outlet />
        </main>
      </div>
      <NavigationDrawer isOpen={overlay === 'navigation'} onClose={close} />
      <CommandPalette isOpen={overlay === 'palette'} onClose={close} />
      <ShortcutsHelp isOpen={overlay === 'help'} onClose={close} />
      <UnsavedGuard />
      <SessionEnded />
    </div>
  )
}

/** What lies over the page; nothing does once another page is seen, e.g. for who goes back on a phone. */
function useOverlay(): [Overlay, (overlay: Overlay) => void] {
  const { pathname } = useLocation()
  const [{ overlay, at }, set] = useState<{ overlay: Overlay; at: string }>({ overlay: null, at: pathname })
  return [at === pathname ? overlay : null, (next) => set({ overlay: next, at: pathname })]
}

function useShellShortcuts(open: (overlay: Overlay) => void): void {
  const navigate = useNavigate()
  const { organization } = useOrganization()
  const pages = ALL_PAGES.map(
    ({ letter, to }) => [`g ${letter}`, () => void navigate({ to, params: { organization } })] as const,
  )
  useShortcuts({
    'mod+k': () => open('palette'),
    '?': () => open('help'),
    '/': () => document.querySelector<HTMLInputElement>('main input[type="search"]')?.focus(),
    ...Object.fromEntries(pages),
  })
}

function TopBar({ onOpen }: { readonly onOpen: (overlay: Overlay) => void }) {
  const text = useText()
  const signOut = useSignOut()
  return (
    <header className={cx(styles.bar)}>
      <div className={cx(styles.burger)}>
        <IconButton label={text('shell.openNavigation')} icon={MenuIcon} onPress={() => onOpen('navigation')} />
      </div>
      <Button className={cx(styles.search)} onPress={() => onOpen('palette')}>
        <Search size={16} aria-hidden />
        <span>{text('palette.open')}</span>
        <kbd aria-hidden>{commandKey()} K</kbd>
      </Button>
      <div className={cx(styles.tools)}>
        <span className={cx(styles.wide)}>
          <IconButton label={text('shortcuts.open')} icon={Keyboard} onPress={() => onOpen('help')} />
        </span>
        <UserMenu onSignOut={signOut} />
      </div>
    </header>
  )
}

function OfflineNotice() {
  const text = useText()
  const isAnswering = answering.useIsSet()
  return (
    <div role="status">
      {isAnswering ? null : (
        <p className={cx(styles.offline)}>
          <WifiOff size={16} aria-hidden />
          {text('shell.offline')}
        </p>
      )}
    </div>
  )
}

function NavigationDrawer({ isOpen, onClose }: { readonly isOpen: boolean; readonly onClose: () => void }) {
  const text = useText()
  return (
    <ModalOverlay isOpen={isOpen} onOpenChange={(open) => open || onClose()} isDismissable className={cx(styles.scrim)}>
      <Modal className={cx(styles.drawer)}>
        <Dialog aria-label={text('shell.navigation')} className={cx(styles.drawerContent)}>
          <div className={cx(styles.switcher)}>
            <OrganizationSwitcher />
          </div>
          <Navigation onGo={onClose} />
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}
