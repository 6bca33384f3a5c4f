import { watch } from 'vue'
import { createRouter, createWebHashHistory, type RouteRecordRaw } from 'vue-router'
import { useAppStore } from './stores/app'
import { useWindowStateStore } from './stores/window-state'

const areas = import.meta.glob<readonly RouteRecordRaw[]>('./routes/*.ts', {
  eager: true,
  import: 'default',
})

/** The screens, gathered from `routes/<area>.ts`; each is loaded when it is first opened. */
export const router = createRouter({
  history: createWebHashHistory(),
  routes: [
    {
      path: '/',
      redirect: () => lastRoute() ?? { name: 'campaigns' },
    },
    ...Object.values(areas).flat(),
    { path: '/:unknown(.*)*', redirect: '/' },
  ],
})

/** Where the open profile was left, as far as there is still such a screen. */
const lastRoute = (): string | undefined => {
  const path = useWindowStateStore().lastRoute()
  if (path === undefined || path === '/') return undefined
  const { name, meta } = router.resolve(path)
  return name === undefined || meta.bare ? undefined : path
}

/** A window that was told no place, neither by a link nor by being loaded anew. */
const isPlainStart = ['', '#', '#/'].includes(window.location.hash)

let isStarted = false

// It starts where it was left, which is known once the profile is; who goes elsewhere meanwhile goes there.
router.beforeEach(async (to) => {
  if (isStarted || !isPlainStart) return true
  isStarted = true
  const app = useAppStore()
  if (!app.state) {
    await new Promise<void>((resolve) => {
      const stop = watch(
        () => app.state !== undefined,
        () => {
          stop()
          resolve()
        },
      )
    })
  }
  const path = lastRoute()
  return path === undefined || path === to.fullPath ? true : path
})
