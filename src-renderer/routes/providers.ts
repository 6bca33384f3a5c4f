import type { RouteRecordRaw } from 'vue-router'

/** The ways messages go out. */
export default [
  {
    path: '/providers',
    name: 'providers',
    component: () => import('@/views/providers/ProvidersView.vue'),
  },
] satisfies RouteRecordRaw[]
