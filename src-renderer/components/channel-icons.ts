import { Mail, MessageSquareText, Smartphone } from '@lucide/vue'
import type { Component } from 'vue'

/** The icon of each channel, everywhere. */
export const channelIcons: Readonly<Record<'email' | 'sms' | 'push', Component>> = {
  email: Mail,
  sms: MessageSquareText,
  push: Smartphone,
}
