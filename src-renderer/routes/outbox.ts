import type { RouteRecordRaw } from 'vue-router'

/** What waits to be handed to the server. */
export default [
  {
    path: '/outbox',
    name: 'outbox',
    component: () => import('@/views/outbox/OutboxView.vue'),
  },
] satisfies RouteRecordRaw[]
