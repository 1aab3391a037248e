import { useQuery } from '@tanstack/react-query'
import { useLocation, useNavigate, useParams } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useState, type ReactNode } from 'react'
import { AppError } from '../../kernel/errors.ts'
import { useKeys } from '../keys.ts'
import { LiveContext, useLiveData } from '../live.ts'
import { Dialog } from '../parts/Dialog.tsx'
import { ErrorPanel } from '../parts/ErrorPanel.tsx'
import { SlotsContext, type Slots } from '../parts/Page.tsx'
import { meQuery } from '../queries.ts'
import { shell } from '../text/shell.ts'
import { useText } from '../text/text.ts'
import { currentWorld } from '../world.ts'
import { OfflineBar } from './OfflineBar.tsx'
import { Rail } from './Rail.tsx'
import css from './Shell.module.css'
import { StanceBanner, ViewAs } from './ViewAs.tsx'
import { TabBar } from './TabBar.tsx'
import { TopBar } from './TopBar.tsx'

// opened by a key or a click: not part of the first page
const loadPalette = async () => ({ default: (await import('./Palette.tsx')).Palette })
const Palette = lazy(loadPalette)
// only those who look at the simulated organisation load it
const WorldBanner = lazy(async () => ({ default: (await import('./WorldBanner.tsx')).WorldBanner }))
const KeySheet = lazy(async () => ({ default: (await import('./KeySheet.tsx')).KeySheet }))

type Opened = 'palette' | 'keys' | 'menu' | undefined

/** The frame around every page of a person who is signed in: rail, top bar, banners, phone's tab bar, palette. */
export function Shell({ children }: { children: ReactNode }) {
  const text = useText(shell)
  const me = useQuery(meQuery())
  const { slug } = useParams({ strict: false })
  const { href } = useLocation()
  const [opened, setOpened] = useState<Opened>()
  const [slots, setSlots] = useState<Slots>({ path: null, actions: null })
  useShellKeys({ slug, open: setOpened })
  // whatever floats closes when the reader has gone somewhere
  const [wasAt, setWasAt] = useState(href)
  if (wasAt !== href) {
    setWasAt(href)
    setOpened(undefined)
  }
  const isStranger = me.error instanceof AppError && me.error.code === 'unauthenticated'
  const go = useNavigate()
  useEffect(() => {
    // once: where the reader wanted to be is the address now, not the one on the way to the sign-in page
    if (isStranger) void go({ to: '/sign-in', search: { to: location.pathname + location.search }, replace: true })
  }, [isStranger, go])
  useEffect(() => {
    // whoever presses Ctrl+K types on at once, so it must be there before
    const soon = setTimeout(() => void loadPalette(), 1_000)
    return () => clearTimeout(soon)
  }, [])
  if (isStranger) return null
  const close = () => setOpened(undefined)
  return (
    <Live slug={slug} isOn={me.data !== undefined}>
      <a href="#page" className={css['skip']}>
        {text.skip}
      </a>
      <div className={css['shell']}>
        <aside className={css['rail']}>
          <Rail me={me.data} onFind={() => setOpened('palette')} onKeys={() => setOpened('keys')} />
        </aside>
        <div className={css['column']}>
          <TopBar
            me={me.data}
            slug={slug}
            onSlots={setSlots}
            onFind={() => setOpened('palette')}
            onMenu={() => setOpened('menu')}
            onKeys={() => setOpened('keys')}
          >
            {slug !== undefined && me.data && <ViewAs slug={slug} />}
          </TopBar>
          <OfflineBar />
          {currentWorld() && (
            <Suspense>
              <WorldBanner />
            </Suspense>
          )}
          {slug !== undefined && me.data && <StanceBanner slug={slug} me={me.data} />}
          <main id="page" tabIndex={-1} className={css['main']}>
            <SlotsContext value={slots}>
              {me.data
                ? children
                : me.error && <ErrorPanel error={me.error} level={1} onRetry={() => void me.refetch()} />}
            </SlotsContext>
          </main>
        </div>
        <TabBar onProjects={() => setOpened('menu')} />
      </div>
      <Suspense>
        {opened === 'palette' && <Palette slug={slug} onClose={close} />}
        {opened === 'keys' && <KeySheet onClose={close} />}
        {opened === 'menu' && (
          <Dialog label={text.nav} shape="drawer" onClose={close}>
            <Rail me={me.data} onFind={() => setOpened('palette')} onKeys={() => setOpened('keys')} />
          </Dialog>
        )}
      </Suspense>
    </Live>
  )
}

function Live({ slug, isOn, children }: { slug: string | undefined; isOn: boolean; children: ReactNode }) {
  return isOn ? <Following slug={slug}>{children}</Following> : children
}

function Following({ slug, children }: { slug: string | undefined; children: ReactNode }) {
  return <LiveContext value={useLiveData(slug)}>{children}</LiveContext>
}

function useShellKeys({ slug, open }: { slug: string | undefined; open: (what: Opened) => void }) {
  const go = useNavigate()
  useKeys({
    'ctrl+k': () => open('palette'),
    '?': () => open('keys'),
    'g h': () => void go({ to: '/' }),
    'g m': () => void go({ to: '/map' }),
    'g p': () => (slug === undefined ? open('palette') : void go({ to: '/projects/$slug', params: { slug } })),
    v: () => document.querySelector<HTMLElement>('[data-view-as] :is(input:checked, select)')?.focus(),
  })
}
