import { FolderOpen, Hash, Inbox, Mail, Plug, Send, Settings, Users } from '@lucide/vue'
import type { Component } from 'vue'

/** The icon of every screen of the frame, by the name of its route. */
export const screenIcons: Readonly<Record<string, Component>> = {
  campaigns: Mail,
  outbox: Send,
  sandbox: Inbox,
  topics: Hash,
  audience: Users,
  files: FolderOpen,
  providers: Plug,
  settings: Settings,
}
