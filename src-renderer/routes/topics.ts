import type { RouteRecordRaw } from 'vue-router'

/** Topics and who gets them. One screen: changing the topic keeps the list where it is. */
export default [
  {
    path: '/topics/:topicId?',
    name: 'topics',
    component: () => import('@/views/topics/TopicsView.vue'),
  },
] satisfies RouteRecordRaw[]
