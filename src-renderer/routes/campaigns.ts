import type { RouteRecordRaw } from 'vue-router'

/** What is written, sent and received. `rail` screens fold the sidebar. */
export default [
  {
    path: '/campaigns',
    name: 'campaigns',
    component: () => import('@/views/CampaignsView.vue'),
    meta: { area: 'campaigns' },
  },
  {
    path: '/campaigns/:messageId',
    name: 'report',
    component: () => import('@/views/ReportView.vue'),
    meta: { area: 'campaigns' },
  },
  {
    path: '/drafts/:draftId',
    name: 'draft',
    component: () => import('@/views/DraftView.vue'),
    meta: { area: 'campaigns', rail: true },
  },
  {
    path: '/drafts/:draftId/audience',
    name: 'audienceXray',
    component: () => import('@/views/AudienceXrayView.vue'),
    meta: { area: 'campaigns', rail: true },
  },
  {
    path: '/drafts/:draftId/merge',
    name: 'merge',
    component: () => import('@/views/merge/MergeView.vue'),
    meta: { area: 'campaigns', rail: true },
  },
  {
    path: '/drafts/:draftId/decide',
    name: 'decide',
    component: () => import('@/views/merge/DecideView.vue'),
    meta: { area: 'campaigns', rail: true },
  },
  {
    path: '/sandbox',
    name: 'sandbox',
    component: () => import('@/views/SandboxView.vue'),
    meta: { area: 'sandbox' },
  },
] satisfies RouteRecordRaw[]
