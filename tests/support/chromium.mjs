import { chromium } from 'playwright-core';

/** Debian's Chromium, which asks no server of its maker's for anything. */
export function launchChromium() {
  const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'];
  const quiet = ['--disable-background-networking', '--disable-component-update', '--disable-sync'];
  return chromium.launch({ executablePath: '/usr/bin/chromium', args: [...args, ...quiet] });
}
