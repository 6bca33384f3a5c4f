import { createRouter, createWebHashHistory, type RouteRecordRaw } from 'vue-router'

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
      redirect: () => (router.hasRoute('campaigns') ? { name: 'campaigns' } : '/settings'),
    },
    ...Object.values(areas).flat(),
    { path: '/:unknown(.*)*', redirect: '/' },
  ],
})
