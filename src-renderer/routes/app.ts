import type { RouteRecordRaw } from 'vue-router'

/** Welcome and settings. `bare` screens are drawn without the frame. */
export default [
  {
    path: '/welcome',
    name: 'welcome',
    component: () => import('@/views/WelcomeView.vue'),
    meta: { bare: true },
  },
  { path: '/settings', name: 'settings', component: () => import('@/views/SettingsView.vue') },
] satisfies RouteRecordRaw[]
