import type { RouteRecordRaw } from 'vue-router'

/** People and their addresses. */
export default [
  {
    path: '/audience/:userId?',
    name: 'audience',
    component: () => import('@/views/audience/AudienceView.vue'),
  },
] satisfies RouteRecordRaw[]
