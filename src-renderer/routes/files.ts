import type { RouteRecordRaw } from 'vue-router'

/** Buckets and their files. One screen: changing the bucket keeps the list where it is. */
export default [
  {
    path: '/files/:bucketId?',
    name: 'files',
    component: () => import('@/views/files/FilesView.vue'),
  },
] satisfies RouteRecordRaw[]
